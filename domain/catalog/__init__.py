"""What we sell: articles, the units they are sold in, prices and the names customers know them by.

Words: product (one SKU), unit (a sales unit with its factor), price break, price list, customer part number, alias
(words that a customer uses for an article, learned from a correction).
Doors: `service`, `queries`, `schemas`, `errors`.
"""
