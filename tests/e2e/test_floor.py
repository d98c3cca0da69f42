"""The warehouse floor by its commands: listed, picked, packed, counted again, shipped with papers, delivered."""

import json
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from tests.support.commands import orderclerk
from tests.support.running import Running
from tests.support.stories import drafted, ordered, state_of

pytestmark = pytest.mark.data


def test_goods_go_from_the_shelf_to_the_door_by_commands(desk: Running, tmp_path: Path) -> None:
    """Twelve jumbo bags: every step answers in JSON or words, its papers are files, and a scanner reads the label."""
    slack, url = desk.workspace, desk.database_url
    card = drafted(slack, "mia", "thistle want 12 jumbo bag red retrospot, PO TT-31")
    number = ordered(card)
    slack.click("mia", card, "Confirm")
    slack.wait_for("#orders", card.thread_ts, "is confirmed")

    printed = tmp_path / "picks.pdf"
    made = json.loads(orderclerk(url, "picklist", "make", "--order", number, "--pdf", str(printed), "--json"))
    (pick_list,) = made["pick_lists"]
    assert printed.read_bytes().startswith(b"%PDF")
    assert pick_list["pick_list"] in orderclerk(url, "picklist", "show")
    assert "picked" in orderclerk(url, "picklist", "confirm", pick_list["pick_list"])
    assert "is no step" in orderclerk(url, "picklist", "burn", status=2)
    assert orderclerk(url, "picklist", "confirm", "PL-9", status=1).startswith("refused I cannot find pick list PL-9")

    package = json.loads(orderclerk(url, "pack", number, "--weight", "3.2", "--size", "60x40x30", "--json"))
    (line,) = package["lines"]
    wrong = orderclerk(url, "check", package["package_number"], "--counted", f"{line['sku']}=11", "--note", "one gone")
    assert "11 counted, 12 packed" in wrong
    assert "may not leave" in orderclerk(url, "ship", number, status=1)
    right = orderclerk(url, "check", package["sscc"], "--counted", f"{line['sku']}=12")
    assert right == f"{package['package_number']} agrees"

    label, note, zpl = tmp_path / "label.pdf", tmp_path / "note.pdf", tmp_path / "label.zpl"
    shipped = json.loads(
        orderclerk(url, "ship", number, "--labels", str(label), "--delivery-note", str(note), "--json")
    )
    assert (shipped["packages"][0]["sscc"], shipped["choice"] is not None) == (package["sscc"], True)
    with pypdfium2.PdfDocument(label.read_bytes()) as document:
        read = {code.text for code in zxingcpp.read_barcodes(document[0].render(scale=203 / 72).to_pil())}
    assert read == {f"(00){package['sscc']}", shipped["tracking_number"]}
    shipment = shipped["shipment_number"]
    assert str(zpl) in orderclerk(url, "label", shipment, "--zpl", str(zpl))
    assert zpl.read_text(encoding="utf-8").count("^XA") == 1
    assert "name a file" in orderclerk(url, "label", shipment, status=2)

    assert (
        orderclerk(url, "delivered", shipment, "--signed-by", "A. Reed", "--partial")
        == f"{shipment} is delivered (partial)"
    )
    assert orderclerk(url, "delivered") == "nothing is late"
    assert state_of(desk, number)[0] == "invoiced"
