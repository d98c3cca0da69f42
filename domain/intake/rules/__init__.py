"""How words are read: pure, bounded, without any database.

cleaning → tokens → header → segments (over the catalogue index) → operations → acts → accounting → reading.
"""
