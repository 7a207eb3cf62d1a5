"""The moderator for django-contrib-comments."""

from __future__ import annotations

from typing import Any

from django_comments.moderation import CommentModerator

from modfilter.backends.django.judged import decision_on
from modfilter.domain import Action


class FilteredComments(CommentModerator):
    """Refuses what the policy rejects, and holds what a moderator has to see.

        from django_comments.moderation import moderator
        moderator.register(Article, FilteredComments)

    All options of CommentModerator work as before. With this app's form (`COMMENTS_APP`) a refused
    comment comes back to its author with the reasons; `allow` is there for other ways of posting,
    which end in Django's bare 400.
    """

    def allow(self, comment: Any, content_object: Any, request: Any) -> bool:
        """Whether the comment may be posted at all."""
        if not super().allow(comment, content_object, request):
            return False
        return _is_known(comment) or decision_on(comment).action is not Action.REJECT

    def moderate(self, comment: Any, content_object: Any, request: Any) -> bool:
        """Whether the comment waits for a moderator."""
        if super().moderate(comment, content_object, request):
            return True
        return not _is_known(comment) and decision_on(comment).action is Action.REVIEW


def _is_known(comment: Any) -> bool:
    """Whether this is an old comment, which its author sent again.

    The form finds it and has it saved once more; a moderator may have approved it meanwhile.
    """
    return comment.pk is not None
