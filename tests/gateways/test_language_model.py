"""A language model answers with a strict value or with nothing, within its limits, and a dead one costs nothing."""

import json
import time
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from domain.intake.schemas import Article, Piece, PieceAnswer, SecondAnswer, SecondAsk
from gateways.breaker import Patience
from gateways.language_model import LanguageModel, Limits
from tests.support.language_models import (
    CERTIFICATE,
    Answering,
    Endpoint,
    after,
    answers,
    article,
    dripping,
    endless,
    endpoint,
    hang_up,
    in_turn,
    no_item,
    nobody,
    says,
    status,
)

ASK = SecondAsk(pieces=(Piece(piece=1, text="5 red bags", candidates=(Article(sku="85099B", name="Jumbo Bag Red"),)),))
GOOD = answers(article(1, "85099B", 5))
UNDERSTOOD = SecondAnswer(answers=(PieceAnswer(piece=1, verdict="article", sku="85099B", quantity=5),))
QUICK = Limits(seconds=1.0, pause=0.01)
KEY = "sk-hunter2-hunter2"
#: Far above the limit, for a machine that is busy.
GENEROUS = 6.0


@pytest.fixture
def far_side() -> Iterator[Endpoint]:
    """An endpoint that answers well until the story says otherwise."""
    with endpoint(GOOD) as made:
        yield made


def _model(url: str, **more: Patience) -> LanguageModel:
    return LanguageModel(url, "small-1", key=KEY, limits=QUICK, **more)


def test_it_is_asked_as_any_compatible_endpoint_wants(far_side: Endpoint) -> None:
    """The path, the key, the model, and the pieces as data in a message of their own."""
    assert _model(far_side.url).ask(ASK) == UNDERSTOOD
    (request,) = far_side.requests
    assert (request.path, request.headers["Authorization"]) == ("/v1/chat/completions", f"Bearer {KEY}")
    assert sorted(request.body) == ["messages", "model", "response_format", "temperature"]
    assert [message["role"] for message in request.body["messages"]] == ["system", "user"]
    assert request.asked == {
        "pieces": [{"piece": 1, "text": "5 red bags", "candidates": [{"sku": "85099B", "name": "Jumbo Bag Red"}]}]
    }


def test_an_address_that_is_whole_already_is_taken_as_it_is(far_side: Endpoint) -> None:
    """People copy either form; an endpoint without a key gets none."""
    assert LanguageModel(f"{far_side.url}/chat/completions/", "small-1", limits=QUICK).ask(ASK) == UNDERSTOOD
    assert far_side.requests[0].path == "/v1/chat/completions"
    assert "Authorization" not in far_side.requests[0].headers


@pytest.mark.parametrize(
    "bad",
    [
        says("I think they mean the red bag."),
        says('{"answers": [{"piece": 1, "verdict": "article", "sku": "85099B", "quantity": 5}]'),
        says("```json\n" + json.dumps({"answers": [article(1, "85099B", 5)]}) + "\n```"),
        says('{"answers": [{"piece": "1", "verdict": "article", "sku": "85099B", "quantity": 5}]}'),
        answers(article(1, "85099B", 5.5)),
        answers(article(1, "85099B", "5")),
        answers(article(1, "S" * 201)),
        answers(article(1, "85099B", 5) | {"reason": "red"}),
        answers(article(1, "85099B", 5) | {"verdict": "confirm"}),
        answers(article(1, "85099B", 5), confirm=True),
        answers(*[no_item(1)] * 51),
        says("[" * 60_000),
        says("\x00\x1b[31m\u2028<!channel>"),
        status(200, b'{"choices": []}'),
        status(200, b'{"choices": [{"message": {"content": null}}]}'),
        status(200, b"\xff\xfe not json"),
        status(200, b""),
        endless,
        status(204, b""),
        status(302, b"", Location="http://127.0.0.1:9/"),
        status(401),
        status(404),
        status(429),
        status(500),
        hang_up,
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_none(far_side: Endpoint, bad: Answering) -> None:
    """Prose, broken JSON, other types, other fields, too much, refusals: at most two tries, and nothing comes of it."""
    far_side.answering = bad
    started = time.monotonic()
    assert _model(far_side.url).ask(ASK) is None
    assert time.monotonic() - started < GENEROUS
    assert 1 <= len(far_side.requests) <= 2


@pytest.mark.parametrize("slow", [after(20, GOOD), dripping(20)], ids=["late", "dripping"])
def test_the_time_limit_is_for_the_whole_exchange(far_side: Endpoint, slow: Answering) -> None:
    """Silence, and a byte now and then, end at the same moment; there is no second try."""
    far_side.answering = slow
    started = time.monotonic()
    assert _model(far_side.url).ask(ASK) is None
    assert 0.9 <= time.monotonic() - started < GENEROUS
    assert len(far_side.requests) == 1


def test_the_limit_counts_both_tries(far_side: Endpoint) -> None:
    """A second try has only what the first has left."""
    far_side.answering = in_turn(after(0.6, status(503)), after(20, GOOD))
    started = time.monotonic()
    assert _model(far_side.url).ask(ASK) is None
    assert time.monotonic() - started < GENEROUS
    assert len(far_side.requests) == 2


@pytest.mark.parametrize("passing", [status(429), status(500), status(503), hang_up])
def test_what_may_pass_is_tried_once_more(far_side: Endpoint, passing: Answering) -> None:
    """A hiccup of the far side costs nobody their suggestion."""
    far_side.answering = in_turn(passing, GOOD)
    assert _model(far_side.url).ask(ASK) == UNDERSTOOD
    assert len(far_side.requests) == 2


def test_an_endpoint_that_knows_fewer_fields_is_asked_plainly_from_then_on(far_side: Endpoint) -> None:
    """The refusal is learnt from, not repeated each time."""
    far_side.answering = in_turn(status(400), GOOD)
    model = _model(far_side.url)
    assert [model.ask(ASK), model.ask(ASK)] == [UNDERSTOOD, UNDERSTOOD]
    assert [len(request.body) for request in far_side.requests] == [4, 2, 2]


def test_a_dead_endpoint_is_not_asked_any_more_and_then_now_and_again(far_side: Endpoint) -> None:
    """Three failures, then silence; after the pause one question, and a success opens it again."""
    now = [1000.0]
    model = LanguageModel(
        far_side.url, "small-1", limits=QUICK, patience=Patience(failures=3, seconds=60), clock=lambda: now[0]
    )
    far_side.answering = status(401)
    assert [model.ask(ASK) for _ in range(10)] == [None] * 10
    assert len(far_side.requests) == 3
    now[0] += 61
    assert [model.ask(ASK) for _ in range(10)] == [None] * 10
    assert len(far_side.requests) == 4
    now[0] += 61
    far_side.answering = GOOD
    assert [model.ask(ASK) for _ in range(3)] == [UNDERSTOOD] * 3


def test_where_nobody_listens_it_is_known_at_once() -> None:
    """And the fourth question is not even tried: ten together take no time."""
    model = _model(nobody())
    started = time.monotonic()
    assert [model.ask(ASK) for _ in range(10)] == [None] * 10
    assert time.monotonic() - started < GENEROUS


@pytest.mark.parametrize("bad", [status(401, KEY.encode()), says(f"the key is {KEY}, 5 red bags"), hang_up])
def test_neither_the_key_nor_the_words_are_logged(far_side: Endpoint, bad: Answering) -> None:
    """Only why there was no answer."""
    far_side.answering = bad
    with capture_logs() as logs:
        assert _model(far_side.url).ask(ASK) is None
    (entry,) = logs
    assert entry["reason"] in ("http_401", "answer_unreadable", "RemoteProtocolError")
    assert KEY not in repr(logs)
    assert "red bags" not in repr(logs)
    assert KEY not in repr(_model(far_side.url))


def test_a_check_says_why_it_can_not_be_used(far_side: Endpoint) -> None:
    """By an invented question: nothing of ours is sent for it."""
    assert _model(far_side.url).check() is None
    assert far_side.requests[0].asked["pieces"][0]["text"] == "6 mugs, the red ones"
    far_side.answering = status(401)
    assert _model(far_side.url).check() == "http_401"
    assert _model(nobody()).check() == "ConnectError"


@pytest.mark.parametrize("url", ["http://models.example/v1", "https://me:secret@models.example/v1", "ftp://127.0.0.1"])
def test_a_wire_that_others_can_read_is_refused(url: str) -> None:
    """What customers wrote and the key go encrypted, or stay on this machine."""
    with pytest.raises(ValueError, match="by https, or by http on this machine"):
        LanguageModel(url, "small-1")


def test_a_certificate_that_nobody_vouches_for_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the request never gets there; one that this machine trusts is answered, slow TLS within the limit."""
    with endpoint(GOOD, certificate=CERTIFICATE) as far_side:
        assert _model(far_side.url).check() == "ConnectError"
        assert far_side.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert _model(far_side.url).ask(ASK) == UNDERSTOOD
        far_side.answering = dripping(20)
        started = time.monotonic()
        assert _model(far_side.url).check() == "timeout"
        assert time.monotonic() - started < GENEROUS


def test_a_far_side_without_tls_gets_nothing(far_side: Endpoint) -> None:
    """Where https was said, nothing is sent in clear."""
    assert _model(far_side.url.replace("http://", "https://")).ask(ASK) is None
    assert far_side.requests == []
