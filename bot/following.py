"""What a platform says by itself of its user groups, brought to the groups that keep in step with them.

A change at the platform is a command that the platform gives: it passes the same door as all others.
"""

from __future__ import annotations

from typing import Generic

from bot.addresses import PRIVATE, ChannelRef, UserGroupRef
from bot.boundary import Door, Known, Nobody, Reply, Request, UserGroup
from bot.commands import Person
from bot.engine import Engine, Ready
from bot.ports import T
from bot.refusals import Refusal, Why
from bot.rights import check_rights
from bot.secrets import new_key


class Following(Generic[T]):
    def __init__(self, engine: Engine[T]) -> None:
        self._engine = engine
        self._paths = tuple(
            path.split()
            for path, spec in engine.specs.items()
            if any(isinstance(param.kind, Person) and param.kind.several for param in spec.params)
        )

    async def followed(self, platform: str) -> frozenset[UserGroupRef]:
        """The user groups of a platform that somebody keeps in step with. Raises Unavailable."""
        return frozenset(ref for _, ref, _ in await self._listed(platform))

    async def tell(self, user_group: UserGroup) -> bool:
        """Who is in it now, for all who follow it. Whether each of them could be told. Raises Unavailable."""
        done = True
        for path, ref, key in await self._listed(user_group.ref.platform):
            if ref == user_group.ref:
                done = await self._keep(user_group, path, key) and done
        return done

    async def _keep(self, user_group: UserGroup, path: str, key: str) -> bool:
        """In as many transactions as it takes: others get their turn in between."""
        ref = user_group.ref
        (param, *_) = self._engine.specs[path].params
        while True:
            request = Request(
                id=f"{ref} {new_key()}",
                who=Nobody.PLATFORM,
                where=ChannelRef(ref.platform, ref.space, PRIVATE + Nobody.PLATFORM),
                door=Door.PLATFORM,
                path=path,
                given={param.name: key},
                known=Known(user_groups={str(ref): user_group}),
            )
            answer = await self._engine.handle(request)
            if not isinstance(answer, Reply) or not answer.unfinished:
                return getattr(answer, "why", None) not in (Why.FAULT, Why.BUSY)

    async def named(self, request: Request) -> tuple[str, ...]:
        """What was typed where a user group may stand: a platform that has them reads who is in it. Nothing where
        whoever asks may not do that, or where it is no command. Raises Unavailable."""
        said = (request.path or request.line).casefold()
        if not request.draft and not any(all(word in said for word in path) for path in self._paths):
            return ()  # Nearly all that is said; reading it twice would be paid for by everybody.
        try:
            ready = self._engine.prepare(request)
        except Refusal:
            return ()
        typed = tuple(
            ready.values[param.attribute]
            for param in ready.spec.params
            if isinstance(param.kind, Person) and param.kind.several and param.attribute in ready.values
        )
        if not typed:
            return ()
        may: bool = await self._engine.store.read(lambda tx: self._may(tx, ready))
        return typed if may else ()

    def _may(self, tx: T, ready: Ready[T]) -> bool:
        try:
            check_rights(self._engine.call(tx, ready.request, ready.given), ready.spec, ready.given)
        except Refusal:
            return False
        return True

    async def _listed(self, platform: str) -> list[tuple[str, UserGroupRef, str]]:
        """(path of the command, user group, key of the record that follows it)"""

        def look(tx: T) -> list[tuple[str, UserGroupRef, str]]:
            features = self._engine.registry.features
            follows = [each for feature in features for each in feature.follows]
            return [(each.path, ref, key) for each in follows for ref, key in each.listed(tx, platform)]

        return await self._engine.store.read(look)
