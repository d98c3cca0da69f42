"""Three real months of a wholesaler, lived through day by day with the product's own verbs in simulated time: orders,
holds and their decisions, goods in, picking, shipping, invoices, payments and returns; and the books audited after it.
"""
