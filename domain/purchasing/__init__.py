"""What to buy: the forecast of demand, the reorder list made of it, and the orders that suppliers get.

Words: forecast, deviation, reorder point, order-up-to level, safety stock, supplier order.
Doors: `service`, `queries`, `schemas`, `lifecycle`, `errors`.
"""
