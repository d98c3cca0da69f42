"""How words are read: pure, bounded, without any database.

cleaning → tokens → header (candidates) → lattice → sentences → gathering (pieces, weighing, cutting over the
catalogue's index) → accounting (corrections) → intents → confidence → reading; in a thread, replies.
`learned` holds the weights.
"""
