"""People on the Discord of the tests: they use commands, press buttons and fill forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.adapters.discord import payloads
from tests.adapters.discord.double import Discord

_SUBCOMMANDS = (1, 2)
_TYPES = {bool: 5, int: 4, str: 3}


@dataclass(slots=True)
class Heard:
    """What the bot answered: a message for one person, a form, or suggestions."""

    answer: dict[str, Any]
    followed: list[dict[str, Any]] = field(default_factory=list)

    @property
    def kind(self) -> int:
        return int(self.answer["type"])

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = self.answer["data"]
        return data

    @property
    def text(self) -> str:
        return text_of(self.data)


def text_of(message: dict[str, Any]) -> str:
    """All words of a message."""
    return "\n".join(each["content"] for each in _all(message.get("components", ())) if each["type"] == 10)


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """The buttons of a message by their labels."""
    return {
        each["label"]: each["custom_id"] for each in _all(message.get("components", ())) if each["type"] == 2
    }


def select(message: dict[str, Any], label: str = "") -> dict[str, Any]:
    """The select of a message that offers this."""
    return next(
        each
        for each in _all(message.get("components", ()))
        if each["type"] == 3 and (not label or any(option["label"] == label for option in each["options"]))
    )


def _all(components: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for each in components:
        found.append(each)
        found += _all(each.get("components", ()))
    return found


def _standing(asked: dict[str, Any]) -> str:
    """What a field holds when its form opens."""
    chosen = [str(option["value"]) for option in asked.get("options", ()) if option.get("default")]
    return chosen[0] if chosen else str(asked.get("value", ""))


@dataclass(slots=True)
class Somebody:
    discord: Discord
    name: str
    number: str
    administrator: bool = False
    channel: str = payloads.HOME
    """Of the server, where they are now."""
    forum: str = ""
    """Where that is a post: in which forum."""

    @property
    def user(self) -> dict[str, Any]:
        return payloads.user(self.number, self.name)

    async def uses(self, path: str, *, private: bool = False, **given: Any) -> Heard:
        """A slash command: `await ana.uses("poll open", question="Tea?")`."""
        payload = self._payload(2, self._command(path, given), private=private)
        return await self._sent(payload, "APIChatInputApplicationCommandInteraction")

    async def wonders(self, path: str, param: str, typed: str, **given: Any) -> list[dict[str, Any]]:
        data = self._command(path, {**given, param: typed})
        options = data["options"]
        while options and options[0]["type"] in _SUBCOMMANDS:
            options = options[0]["options"]
        for option in options:
            if option["name"] == param:
                option["focused"] = True
        heard = await self._sent(self._payload(4, data), "APIApplicationCommandAutocompleteInteraction")
        choices: list[dict[str, Any]] = heard.data["choices"]
        return choices

    async def presses(self, label: str, on: dict[str, Any]) -> Heard:
        return await self.presses_token(buttons(on)[label], on)

    async def picks(self, *labels: str, on: dict[str, Any]) -> Heard:
        """From one select, all together."""
        shown = select(on, labels[0])
        values = {option["label"]: option["value"] for option in shown["options"]}
        return await self.picks_values(shown["custom_id"], [values[label] for label in labels], on)

    async def picks_values(self, token: str, values: list[str], on: dict[str, Any]) -> Heard:
        return await self._acts({"component_type": 3, "custom_id": token, "id": 2, "values": values}, on)

    async def presses_token(self, token: str, on: dict[str, Any]) -> Heard:
        return await self._acts({"component_type": 2, "custom_id": token, "id": 2}, on)

    async def _acts(self, data: dict[str, Any], on: dict[str, Any]) -> Heard:
        payload = self._payload(3, data)
        payload["message"] = (
            on if "author" in on else payloads.message(payloads.snowflake(), payloads.HOME, on)
        )
        return await self._sent(payload, "APIMessageComponentInteraction")

    async def fills(self, form: Heard, **given: str) -> Heard:
        """Sends the form back with these values; what stood in it stays."""
        assert form.kind == 9, form.answer
        components = []
        for number, label in enumerate(form.data["components"], 1):
            if label["type"] == 10:
                continue
            asked = label["component"]
            name = asked["custom_id"]
            value = given.get(name, _standing(asked))
            said: dict[str, Any] = {"type": asked["type"], "id": number + 10, "custom_id": name}
            said |= {"values": [value] if value else []} if asked["type"] == 3 else {"value": value}
            components.append({"type": 18, "id": number, "component": said})
        data = {"custom_id": form.data["custom_id"], "components": components}
        return await self._sent(self._payload(5, data), "APIModalSubmitInteraction")

    async def looks_at(self, name: str, other: Somebody) -> Heard:
        """A command from the menu of a person. There is no published schema of these alone."""
        data = {
            "id": payloads.snowflake(),
            "name": name,
            "type": 2,
            "target_id": other.number,
            "resolved": {"users": {other.number: other.user}, "members": {}},
        }
        return await self._sent(self._payload(2, data), "")

    async def chooses(self, name: str, text: str) -> Heard:
        """A command from the menu of a message that says `text`."""
        number = payloads.snowflake()
        message = {
            **payloads.message(number, payloads.HOME, {"content": text}),
            "author": payloads.user("700000000000000009", "zoe"),
        }
        data = {
            "id": payloads.snowflake(),
            "name": name,
            "type": 3,
            "target_id": number,
            "resolved": {"messages": {number: message}},
        }
        return await self._sent(self._payload(2, data), "APIMessageApplicationCommandInteraction")

    def _payload(self, kind: int, data: dict[str, Any], *, private: bool = False) -> dict[str, Any]:
        channel = self.discord.private.setdefault(self.number, payloads.snowflake()) if private else ""
        payload = payloads.interaction(
            kind, data, self.user, private=channel, administrator=self.administrator
        )
        if not private:
            here = (
                payloads.post(self.channel, self.forum)
                if self.forum
                else {**payload["channel"], "id": self.channel}
            )
            payload |= {"channel_id": self.channel, "channel": here}
        return payload

    def _command(self, path: str, given: dict[str, Any]) -> dict[str, Any]:
        options: list[dict[str, Any]] = [
            {"name": name, "type": _TYPES[type(value)], "value": value} for name, value in given.items()
        ]
        top, *below = path.split(" ")
        for depth, word in enumerate(reversed(below)):
            options = [{"name": word, "type": 1 if depth == 0 else 2, "options": options}]
        return {"id": payloads.snowflake(), "name": top, "type": 1, "options": options}

    async def _sent(self, payload: dict[str, Any], schema: str) -> Heard:
        answer = await self.discord.interact(payload, schema)
        if answer["type"] == 5:
            token = payload["token"]
            await self.discord.until(lambda: bool(self.discord.followed.get(token)))
            first, *others = self.discord.followed[token]
            return Heard({"type": 4, "data": first}, others)
        return Heard(answer)
