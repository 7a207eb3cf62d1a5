"""Properties that are computed once, without the lock of functools before Python 3.12.

That lock is one for all instances of a class: threads wait for each other, and a child forked while
a thread holds it waits for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class computed_once(Generic[T]):  # noqa: N801 - a decorator, as functools.cached_property
    """As `functools.cached_property` since Python 3.12.

    Two threads that ask at once may both compute the value; it has to be the same.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> computed_once[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> computed_once[T] | T:
        if instance is None:
            return self
        value = self._compute(instance)
        # The instance's own attribute is found before this descriptor from now on.
        instance.__dict__[self._name] = value
        return value
