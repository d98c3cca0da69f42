"""Decides how what was agreed about prices is put into a request, and how it outlives changes of it."""

from collections.abc import Collection

from domain.orders.schemas import AgreedDiscount, AgreedPrice, OrderRequest


def with_agreed_price(request: OrderRequest, line_no: int, agreed: AgreedPrice) -> OrderRequest | None:
    """The request with what was agreed for one of its lines, counted from 1; None where it has no such line."""
    if not 1 <= line_no <= len(request.lines):
        return None
    lines = list(request.lines)
    lines[line_no - 1] = lines[line_no - 1].model_copy(update={"agreed": agreed})
    return request.model_copy(update={"lines": tuple(lines)})


def with_agreed_discount(request: OrderRequest, agreed: AgreedDiscount) -> OrderRequest:
    """The request with what was agreed for the whole order."""
    return request.model_copy(update={"agreed": agreed})


def keeping_agreed(request: OrderRequest, before: OrderRequest) -> OrderRequest:
    """The request with what was agreed before and is not said in it: words, windows and mails change quantities, not
    what one of ours agreed. An article that stood on one line keeps its price on every line that it stands on now.

    What was agreed with one customer is nobody else's.
    """
    if request.customer_id != before.customer_id:
        return request
    known: dict[str, list[AgreedPrice | None]] = {}
    for line in before.lines:
        known.setdefault(line.sku, []).append(line.agreed)
    lines = [
        line.model_copy(update={"agreed": known[line.sku][0]})
        if line.agreed is None and len(known.get(line.sku, ())) == 1
        else line
        for line in request.lines
    ]
    return request.model_copy(update={"lines": tuple(lines), "agreed": request.agreed or before.agreed})


def without_prices(request: OrderRequest, skus: Collection[str]) -> OrderRequest:
    """The request with the prices of our lists for these articles, whatever was agreed; agreed discounts stay."""
    lines = tuple(
        line.model_copy(update={"agreed": None})
        if line.sku in skus and line.agreed is not None and line.agreed.unit_price is not None
        else line
        for line in request.lines
    )
    return request.model_copy(update={"lines": lines})


def saying_all(request: OrderRequest) -> OrderRequest:
    """The request saying outright where nothing was agreed, so that nothing agreed since is kept."""
    nothing = AgreedPrice(by="")
    lines = tuple(line.model_copy(update={"agreed": line.agreed or nothing}) for line in request.lines)
    return request.model_copy(update={"lines": lines, "agreed": request.agreed or AgreedDiscount(by="")})
