"""A small wholesaler as files, to be imported in tests."""

from datetime import UTC, datetime
from pathlib import Path

from app.importing.schemas import ImportReport
from app.importing.service import import_file
from domain.shared.actors import system
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.policy import shipped, understood

DESK = Desk(now=datetime(2026, 5, 11, 8, tzinfo=UTC), actor=system("import"), configuration=understood(shipped()))

FILES = {
    "employees": "email,name,roles,slack_user_id\nmia@us.example,Mia Holt,sales_rep;admin,U0MIA\n",
    "warehouses": "warehouse,name\nMAIN,Main\nNORTH,North\n",
    "products": "sku,name,list_price,aliases,category\nPOT,Pot,2.50,planter;tub,garden\nCAN,Can,12,,\n",
    "units": "sku,unit,factor\nPOT,dozen,12\nPOT,box,6\n",
    "customers": (
        "customer_id,name,credit_limit,parent_id,account_manager\n"
        "C2,Daughter,,C1,mia@us.example\nC1,Mother,500,,mia@us.example\n"
    ),
    "prices": "price_list,customer_id,sku,min_quantity,price\nstandard,,POT,12,2.20\n,C1,POT,1,1.99\n",
    "contacts": "customer_id,email,name\nC1,Ann@Mother.example,Ann\n",
    "addresses": "customer_id,label,kind,city,is_default\nC1,Shop,ship_to,Leeds,1\n",
    "customer_items": "customer_id,customer_part_number,sku\nC1,M-1,POT\n",
    "stock": "warehouse,sku,on_hand\nMAIN,POT,100\nNORTH,POT,20\n",
    "receipts": "supplier_order,sku,warehouse,quantity,due_date\nS-1,CAN,MAIN,10,2026-05-20\n",
    "orders": (
        "order_no,line_no,placed_at,customer_id,sku,quantity,unit_price\n"
        "900,1,2026-04-01 09:30,C1,POT,12,2.20\n900,2,2026-04-01 09:30,C1,CAN,1,12\n"
    ),
    "returns": "return_no,returned_at,customer_id,sku,quantity,order_no\nR-1,2026-04-20,C1,POT,2,900\n",
    "invoices": (
        "number,order_no,customer_id,issued,due,amount,open_amount,flag\n"
        "INV-9,900,C1,2026-04-03,2026-05-03,46.08,46.08,disputed\n"
    ),
    "payments": "payment_id,customer_id,date,amount,reference\nP-1,C1,2026-05-08,10.00,on account\n",
    "bins": "warehouse,sku,bin\nMAIN,CAN,B-04-2\n",
    "price_rules": "code,category,min_quantity,percent_off,valid_to\nMAY,garden,10,5,2026-05-31\n",
    "exchange_rates": "currency,valid_from,rate\nEUR,2026-01-01,0.8571\n",
}


def write_files(folder: Path, **changed: str) -> Path:
    """The files of the small wholesaler, some of them with other text; an empty text leaves the file out."""
    folder.mkdir(exist_ok=True)
    for name, text in (FILES | changed).items():
        if text:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def import_text(transactions: Transactions, folder: Path, kind: str, text: str | bytes) -> ImportReport:
    """The report on a file of that kind with this text."""
    path = folder / f"{kind}.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_file(transactions, DESK, kind, path)
