"""A real Django site: comments are published, held and refused, and moderators decide."""

from __future__ import annotations

import html
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from modfilter.domain import Action

if TYPE_CHECKING:
    from tests.backends.conftest import Site

KIND = "The ferry stopped running a year after the bridge was opened, my father was its pilot."
LINK = "The minutes of the meeting are at https://council.example.org/minutes/2024 as always."
DOUBTFUL = "You are a bit full of yourself sometimes, mate, and your article shows it."


def meaning(decisions: list[Any]) -> list[tuple[str | None, Action, str | None]]:
    return [(one.id, one.action, one.category) for one in decisions]


def in_admin(client: Any, action: str, *comments: Any, **fields: str) -> Any:
    chosen = {"_selected_action": [one.pk for one in comments]}
    return client.post(
        "/admin/django_comments/comment/", {"action": action, **chosen, **fields}, follow=True
    )


def test_a_good_comment_is_published_at_once(site: Site) -> None:
    assert site.post(KIND).status_code == 302
    assert KIND in html.unescape(site.client.get(f"/{site.article.pk}/").content.decode())
    (comment,) = site.comments()
    assert comment.is_public
    (stored,) = site.automatic()
    assert (stored.id, stored.source, stored.action) == (str(comment.pk), "django", Action.PUBLISH)
    assert stored.scores


def test_a_refused_comment_comes_back_with_reason_suggestion_and_text(site: Site) -> None:
    answer = site.post(LINK)
    assert answer.status_code == 200
    (error,) = answer.context["form"].errors.as_data()["comment"]
    assert error.code == "link.url"
    page = html.unescape(answer.content.decode())
    assert "Links are not allowed here." in page
    assert "Instead: visit the Example website" in page
    assert LINK in page
    assert site.comments() == []
    (stored,) = site.automatic()
    assert (stored.text, stored.action) == (LINK, Action.REJECT)


def test_every_decisive_reason_is_told_once(site: Site) -> None:
    answer = site.post(f"{LINK} Or call me on 020 7946 0018, you idiot.")
    codes = [error.code for error in answer.context["form"].errors.as_data()["comment"]]
    assert {"link.url", "contact.phone"} < set(codes)
    assert len(codes) == len(set(codes))


def test_markup_in_a_refused_comment_does_not_execute(site: Site) -> None:
    page = site.post(f"<script>alert(1)</script> {LINK}").content.decode()
    assert "<script>alert" not in page


def test_a_doubtful_comment_is_held(site: Site) -> None:
    assert site.post(DOUBTFUL).status_code == 302
    (comment,) = site.comments()
    assert not comment.is_public
    page = site.client.get(f"/{site.article.pk}/").content.decode()
    assert DOUBTFUL not in html.unescape(page)
    (stored,) = site.automatic()
    assert stored.action is Action.REVIEW


def test_a_preview_says_what_to_change_and_posts_nothing(site: Site) -> None:
    page = site.post(LINK, preview="Preview").content.decode()
    assert "Links are not allowed here." in page
    assert KIND in html.unescape(site.post(KIND, preview="Preview").content.decode())
    assert site.comments() == []
    assert site.automatic() == []


def test_the_packages_own_options_go_on_working(site: Site) -> None:
    site.article.open = False
    site.article.save()
    assert site.post(KIND).status_code == 400
    assert site.comments() == []


def test_robots_cost_no_judging(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from modfilter.backends.django import forms

    def never(text: str) -> None:
        raise AssertionError("a robot's comment was judged")

    monkeypatch.setattr(forms, "check_text", never)
    assert site.post(KIND, honeypot="yes").status_code == 400
    assert site.post(KIND, security_hash="0" * 40).status_code == 400


def test_a_comment_is_judged_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from modfilter.backends.django import forms, judged

    asked: list[str] = []

    def counted(text: str, check: Any = forms.check_text) -> Any:
        asked.append(text)
        return check(text)

    monkeypatch.setattr(forms, "check_text", counted)
    monkeypatch.setattr(judged, "check_text", counted)
    site.post(DOUBTFUL)
    assert asked == [DOUBTFUL]
    assert not site.comments()[0].is_public


def test_another_form_cannot_post_what_is_refused(site: Site) -> None:
    from django.test import override_settings

    with override_settings(COMMENTS_APP="django_comments"):
        assert site.post(LINK).status_code == 400
        assert site.post(DOUBTFUL).status_code == 302
    assert [(one.comment, one.is_public) for one in site.comments()] == [(DOUBTFUL, False)]


def test_a_moderator_approves(site: Site, moderator: Any) -> None:
    site.post(DOUBTFUL)
    (comment,) = site.comments()
    page = html.unescape(in_admin(moderator, "approve_comments", comment).content.decode())
    assert "1 comment was successfully approved" in page
    assert site.comments()[0].is_public
    (decision,) = site.decisions()
    assert (decision.text, decision.action, decision.id) == (
        DOUBTFUL,
        Action.PUBLISH,
        str(comment.pk),
    )
    assert decision.source == "django"
    from django.contrib.auth.models import User

    assert decision.moderator == f"user-{User.objects.get().pk}"
    from modfilter.store.decision_store import DecisionStore

    with DecisionStore.open(site.store_url) as store:
        assert store.waiting() == []


def test_a_moderator_removes_and_says_why(site: Site, moderator: Any) -> None:
    site.post(KIND)
    (comment,) = site.comments()
    in_admin(moderator, "remove_comments", comment, guideline="spam")
    assert site.comments()[0].is_removed
    assert meaning(site.decisions()) == [(str(comment.pk), Action.REJECT, "spam")]


def test_the_packages_own_pages_count_too(site: Site, moderator: Any) -> None:
    site.post(KIND)
    (comment,) = site.comments()
    form = {"csrfmiddlewaretoken": "x", "guideline": " off_topic "}
    assert moderator.post(f"/comments/delete/{comment.pk}/", form).status_code == 302
    assert meaning(site.decisions()) == [(str(comment.pk), Action.REJECT, "off_topic")]


def test_a_change_of_mind_supersedes(site: Site, moderator: Any) -> None:
    site.post(KIND)
    (comment,) = site.comments()
    for action in ("approve_comments", "remove_comments", "approve_comments"):
        in_admin(moderator, action, comment)
    decisions = site.decisions()
    assert [one.action for one in decisions] == [Action.PUBLISH, Action.REJECT, Action.PUBLISH]
    from modfilter.store.decision_store import DecisionStore

    with DecisionStore.open(site.store_url) as store:
        stored = store.comment("django", str(comment.pk))
    assert stored is not None
    assert stored.verdict is Action.PUBLISH


def test_a_readers_flag_is_no_decision_and_a_moderators_is(site: Site, moderator: Any) -> None:
    from django.contrib.auth.models import User
    from django.test import Client

    site.post(KIND)
    (comment,) = site.comments()
    reader = Client()
    reader.force_login(User.objects.create_user("reader"))
    assert reader.post(f"/comments/flag/{comment.pk}/").status_code == 302
    assert site.decisions() == []
    assert moderator.post(f"/comments/flag/{comment.pk}/").status_code == 302
    assert meaning(site.decisions()) == [(str(comment.pk), Action.REJECT, None)]


# Django 5 warns of a change in Django 6 that this form of the admin does not mind.
@pytest.mark.filterwarnings("ignore:The default scheme will be changed")
def test_boxes_ticked_on_the_comments_page_are_decisions(site: Site, moderator: Any) -> None:
    site.post(DOUBTFUL)
    (comment,) = site.comments()
    address = f"/admin/django_comments/comment/{comment.pk}/change/"
    page = html.unescape(moderator.get(address).content.decode())
    assert "model.toxicity" in page
    fields = {
        "content_type": comment.content_type_id, "object_pk": comment.object_pk, "site": 1,
        "user_name": "Ada", "comment": comment.comment, "submit_date_0": "2026-05-01",
        "submit_date_1": "12:00:00", "is_public": "on",
    }  # fmt: skip
    assert moderator.post(address, fields).status_code == 302
    assert site.comments()[0].is_public
    assert meaning(site.decisions()) == [(str(comment.pk), Action.PUBLISH, None)]
    # Other changes decide nothing.
    assert moderator.post(address, {**fields, "user_name": "A."}).status_code == 302
    assert len(site.decisions()) == 1


def test_a_comment_deleted_from_the_database_teaches_nothing(site: Site, moderator: Any) -> None:
    site.post(KIND)
    in_admin(moderator, "delete_selected", *site.comments(), post="yes")
    assert site.comments() == []
    assert site.decisions() == []


def test_the_list_says_what_the_filter_would_do(site: Site, moderator: Any) -> None:
    site.post(DOUBTFUL)
    page = moderator.get("/admin/django_comments/comment/").content.decode()
    assert "review: model.toxicity" in page
    assert 'name="guideline"' in page


def test_a_comment_sent_again_stays_approved(site: Site, moderator: Any) -> None:
    site.post(DOUBTFUL)
    (comment,) = site.comments()
    in_admin(moderator, "approve_comments", comment)
    site.post(DOUBTFUL)
    assert [(one.pk, one.is_public) for one in site.comments()] == [(comment.pk, True)]


def test_what_is_rolled_back_is_not_recorded(site: Site, moderator: Any) -> None:
    from django.contrib.auth.models import User
    from django.db import transaction
    from django.test import RequestFactory
    from django_comments.views.moderation import perform_approve

    site.post(DOUBTFUL)
    request = RequestFactory().post("/")
    request.user = User.objects.get()
    with transaction.atomic():
        perform_approve(request, site.comments()[0])
        transaction.set_rollback(True)
    assert not site.comments()[0].is_public
    assert site.decisions() == []


def test_names_and_addresses_reach_no_file_of_the_filter(
    site: Site, moderator: Any, caplog: pytest.LogCaptureFixture
) -> None:
    site.post(DOUBTFUL, name="Grace Hopper-Secret", email="grace.secret@example.org",
              url="https://grace-secret.example.org")  # fmt: skip
    site.post(KIND, client=moderator)
    for comment in site.comments():
        in_admin(moderator, "approve_comments", comment)
    assert len(site.decisions()) == 2
    kept = b"".join(path.read_bytes() for path in site.folder.iterdir() if path.is_file())
    told = "\n".join(f"{one.name} {one.getMessage()}" for one in caplog.records if
                     one.name.startswith("modfilter"))  # fmt: skip
    assert b"full of yourself" in kept
    for secret in ("Hopper", "grace.secret", "grace-secret", "127.0.0.1", "m.curie", "marie@"):
        assert secret.encode() not in kept
        assert secret not in told


def test_an_authors_texts_are_found_by_the_user_number(site: Site, moderator: Any) -> None:
    from django.contrib.auth.models import User

    from modfilter.store.decision_store import DecisionStore

    site.post(KIND, client=moderator)
    site.post(DOUBTFUL)
    site.flush()
    with DecisionStore.open(site.store_url) as store:
        erased = store.erase_author(f"user-{User.objects.get().pk}", "django")
    assert erased.comments == 1


def test_the_filter_is_loaded_beside_the_first_request(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from modfilter.backends.comment_filter import CommentFilter
    from modfilter.backends.django import filtering

    loads, loaded = [], threading.Event()

    def warm_up(one: CommentFilter) -> None:
        loads.append(one)
        loaded.set()

    monkeypatch.setattr(CommentFilter, "warm_up", warm_up)
    filtering.load_when_serving()
    assert loads == []
    for _ in range(3):
        # No comment is posted.
        assert site.client.get(f"/{site.article.pk}/").status_code == 200
    assert loaded.wait(30)
    assert loads == [filtering.current_filter()]


@pytest.mark.parametrize(("mode", "is_public"), [("hold", False), ("publish", True)])
def test_comments_while_the_filter_cannot_be_loaded(
    site: Site, tmp_path: Path, mode: str, is_public: bool, caplog: pytest.LogCaptureFixture
) -> None:
    from django.test import override_settings

    policy = tmp_path / "site.toml"
    with override_settings(MODFILTER={"POLICY": str(policy), "ON_FAILURE": mode}):
        assert site.post(LINK).status_code == 302
        assert site.post(KIND).status_code == 302
        assert [one.is_public for one in site.comments()] == [is_public, is_public]
        told = [one for one in caplog.records if one.name == "modfilter.backends"]
        assert len(told) == 1
        assert "site.toml" in told[0].getMessage()
        assert "council.example.org" not in caplog.text


def test_the_filter_comes_back_by_itself(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.test import override_settings

    from modfilter.backends import comment_filter

    policy = tmp_path / "site.toml"
    monkeypatch.setattr(comment_filter, "_AGAIN_SECONDS", 0.0)
    with override_settings(MODFILTER={"POLICY": str(policy)}):
        assert site.post(LINK).status_code == 302
        policy.write_text('[categories]\nlink = "reject"\n')
        assert site.post(LINK, name="Bob").status_code == 200


def test_a_failing_filter_holds(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from modfilter.moderator import Moderator

    def fails(self: Moderator, comment: object) -> None:
        raise RuntimeError(f"a bug with {comment}")

    monkeypatch.setattr(Moderator, "check", fails)
    assert site.post(KIND).status_code == 302
    assert not site.comments()[0].is_public
    (stored,) = site.automatic()
    assert [one["code"] for one in stored.reasons] == ["system.unavailable"]


def test_without_a_store_nothing_is_recorded(site: Site, moderator: Any) -> None:
    from django.test import override_settings

    with override_settings(MODFILTER={}):
        site.post(DOUBTFUL)
        in_admin(moderator, "approve_comments", *site.comments())
        assert site.comments()[0].is_public
    assert site.decisions() == []


def test_decisions_made_while_the_store_was_away_are_made_up_for(
    site: Site, moderator: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.core.management import call_command
    from django.core.management.base import CommandError
    from django.test import override_settings

    with override_settings(MODFILTER={"STORE": str(site.folder / "missing" / "decisions.db")}):
        site.post(KIND)
        site.post(DOUBTFUL)
        first, second = site.comments()
        page = in_admin(moderator, "approve_comments", second).content.decode()
        assert "The filter&#x27;s store could not be reached" in page
        assert site.comments()[1].is_public
        with pytest.raises(CommandError, match="unable to open"):
            call_command("modfilter_decisions")
    in_admin(moderator, "remove_comments", first, guideline="spam")
    call_command("modfilter_decisions")
    assert "1 decisions are kept" in capsys.readouterr().out
    expected = {
        (str(first.pk), Action.REJECT, "spam"),
        (str(second.pk), Action.PUBLISH, None),
    }
    assert set(meaning(site.decisions())) == expected
    call_command("modfilter_decisions")
    assert "0 decisions are kept" in capsys.readouterr().out
    assert len(site.decisions()) == 2
