"""Clients from PyPI, unchanged, against the server. They are in the extra `clients`."""

from __future__ import annotations

import asyncio
import json
import urllib.request

import pytest

from modfilter.domain import Action
from modfilter.moderator import Moderator
from tests.server.clients.conftest import INSULT, KIND, SPAM, Running

BLOG = "https://blog.example.org/"


def _needs(module: str) -> object:
    return pytest.importorskip(module, reason=f"{module} is in the extra `clients`")


def _forwarding(port: int):
    """An httpx transport to this server whatever host a client believes in, as a proxy would be."""
    import httpx

    class Forwarding(httpx.HTTPTransport):
        def handle_request(self, request):
            request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=port)
            return super().handle_request(request)

    return Forwarding()


def _forwarding_async(port: int):
    import httpx

    class Forwarding(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request):
            request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=port)
            return await super().handle_async_request(request)

    return Forwarding()


def test_akismet(server: Running) -> None:
    akismet = _needs("akismet")
    import httpx

    with (
        httpx.Client(transport=_forwarding(server.port), timeout=1.0) as http,
        akismet.SyncClient(akismet.Config(server.key, BLOG), http) as client,
    ):
        told = {"user_ip": "192.0.2.7", "comment_type": "comment"}
        assert client.comment_check(**told, comment_content=KIND) == akismet.CheckResponse.HAM
        said = client.comment_check(**told, comment_content=SPAM)
        assert said == akismet.CheckResponse.DISCARD
        guaranteed = client.comment_check(**told, comment_author="akismet-guaranteed-spam")
        assert guaranteed == akismet.CheckResponse.SPAM
        assert client.submit_spam(**told, comment_content=KIND)
        assert client.submit_ham(**told, comment_content=SPAM)
        assert client.usage_limit()["usage"] == 3
    assert [decision.action for decision in server.decisions()] == [
        Action.REJECT,
        Action.PUBLISH,
    ]


def test_akismet_with_a_wrong_key(server: Running) -> None:
    akismet = _needs("akismet")
    import httpx

    with (
        httpx.Client(transport=_forwarding(server.port)) as http,
        pytest.raises(akismet.APIKeyError),
        akismet.SyncClient(akismet.Config("wrong", BLOG), http),
    ):
        pass


def test_akismet_asynchronous(server: Running) -> None:
    akismet = _needs("akismet")
    import httpx

    async def ask() -> tuple[int, bool]:
        async with (
            httpx.AsyncClient(transport=_forwarding_async(server.port), timeout=1.0) as http,
            akismet.AsyncClient(akismet.Config(server.key, BLOG), http) as client,
        ):
            said = await client.comment_check(user_ip="192.0.2.7", comment_content=SPAM)
            thanked = await client.submit_ham(user_ip="192.0.2.7", comment_content=SPAM)
            return said, thanked

    assert asyncio.run(ask()) == (akismet.CheckResponse.DISCARD, True)


def test_openai(server: Running, moderator: Moderator) -> None:
    openai = _needs("openai")
    with openai.OpenAI(api_key=server.key, base_url=f"{server.url}/v1", max_retries=0) as client:
        answer = client.moderations.create(input=[INSULT, KIND])
        assert [result.flagged for result in answer.results] == [True, False]
        hostile = answer.results[0]
        assert hostile.categories.harassment
        assert hostile.category_scores.harassment == moderator.check(INSULT).scores["insult"]
        assert hostile.category_scores.sexual_minors == 0
        assert hostile.category_applied_input_types.sexual_minors == []
        assert answer.model == f"modfilter-{moderator.model_id}"
        parts = [{"type": "text", "text": INSULT}]
        assert client.moderations.create(input=parts, model="omni-moderation-latest").results[0].flagged  # fmt: skip
        with pytest.raises(openai.BadRequestError) as refused:
            client.moderations.create(input=[])
        assert refused.value.param == "input"
    with (
        openai.OpenAI(api_key="wrong", base_url=f"{server.url}/v1", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError) as unknown,
    ):
        client.moderations.create(input=KIND)
    assert unknown.value.code == "invalid_api_key"


def _google(server: Running, key: str):
    discovery = _needs("googleapiclient.discovery")
    return discovery.build(
        "commentanalyzer",
        "v1alpha1",
        developerKey=key,
        discoveryServiceUrl=f"{server.url}/$discovery/rest?version=v1alpha1",
        static_discovery=False,
    )


def test_google_api_client(server: Running, moderator: Moderator) -> None:
    text = f"{KIND} 🙂 {INSULT}"
    with _google(server, server.key) as client:
        answer = client.comments().analyze(
            body={
                "comment": {"text": text},
                "requestedAttributes": {"TOXICITY": {}, "INSULT": {"scoreThreshold": 0.001}},
                "spanAnnotations": True,
                "clientToken": "comment:c-1",
            }
        ).execute()  # fmt: skip
        scores = moderator.check(text).scores
        summary = answer["attributeScores"]["TOXICITY"]["summaryScore"]
        assert summary == {"value": scores["toxicity"], "type": "PROBABILITY"}
        assert len(answer["attributeScores"]["INSULT"]["spanScores"]) == 2
        assert answer["clientToken"] == "comment:c-1"
        told = client.comments().suggestscore(
            body={
                "comment": {"text": text},
                "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
                "clientToken": "comment:c-1",
            }
        ).execute()  # fmt: skip
        assert told == {"clientToken": "comment:c-1"}
    assert [(d.id, d.action) for d in server.decisions()] == [("c-1", Action.REJECT)]


def test_google_api_client_drops_what_is_not_scored(server: Running) -> None:
    errors = _needs("googleapiclient.errors")
    wanted = {"FLIRTATION": {}, "TOXICITY": {}, "OBSCENE": {}}
    with _google(server, server.key) as client:
        while True:
            body = {"comment": {"text": KIND}, "requestedAttributes": wanted}
            try:
                answer = client.comments().analyze(body=body).execute()
                break
            except errors.HttpError as error:
                [detail] = error.error_details
                wanted.pop(detail["languageNotSupportedByAttributeError"]["attribute"])
    assert set(answer["attributeScores"]) == {"TOXICITY"}


def test_google_api_client_with_a_key_that_may_not(server: Running) -> None:
    errors = _needs("googleapiclient.errors")
    with _google(server, server.reader) as client, pytest.raises(errors.HttpError) as refused:
        client.comments().suggestscore(
            body={"comment": {"text": KIND}, "attributeScores": {}}
        ).execute()  # fmt: skip
    assert refused.value.status_code == 403


def test_no_client_at_all(server: Running) -> None:
    """The address and the body as a shell script sends them."""
    request = urllib.request.Request(
        f"{server.url}/v1alpha1/comments:analyze?key={server.key}",
        json.dumps({"comment": {"text": KIND}, "requestedAttributes": {"TOXICITY": {}}}).encode(),
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert 0 <= json.load(answer)["attributeScores"]["TOXICITY"]["summaryScore"]["value"] <= 1
