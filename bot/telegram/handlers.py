"""What each kind of update is: unpacked, handed to the inbox in one call, and that is all."""

from __future__ import annotations

from aiogram import Bot, Dispatcher, F
from aiogram.enums import ChatMemberStatus, ChatType, ContentType
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update

from actions.texts import Texts
from bot.tasks import OwnedTasks
from bot.telegram.commands import understand
from bot.telegram.files import Files, NotLoaded
from bot.telegram.groups import GroupManners
from bot.telegram.inbox import Inbox
from bot.telegram.methods import SendText
from bot.telegram.optional import call_if_there
from bot.telegram.places import Counties
from cases.attachments import BadAttachment

NOT_TAKEN = {
    ContentType.VOICE: "voice",
    ContentType.AUDIO: "voice",
    ContentType.STICKER: "sticker",
    ContentType.ANIMATION: "sticker",
    ContentType.VIDEO: "video",
    ContentType.VIDEO_NOTE: "video",
    ContentType.DICE: "other",
    ContentType.POLL: "other",
    ContentType.GAME: "other",
    ContentType.STORY: "other",
    ContentType.PAID_MEDIA: "other",
}
LONGEST_BUTTON_TOKEN = 64


class Handlers:
    """`tasks` owns what need not be waited for, such as the answer to a pressed button."""

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        files: Files,
        tasks: OwnedTasks,
        *,
        texts: Texts,
        counties: Counties,
        manners: GroupManners,
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._files = files
        self._tasks = tasks
        self._texts = texts
        self._counties = counties
        self._manners = manners

    def dispatcher(self) -> Dispatcher:
        """The first handler that fits is the one; what fits none (a changed title, a pinned message) is left alone."""
        found = Dispatcher(disable_fsm=True)
        private = F.chat.type == ChatType.PRIVATE
        found.message.register(self.group, ~private)
        found.message.register(self.ignore, F.from_user.is_bot)
        found.message.register(self.text, F.text)
        found.message.register(self.contact, F.contact)
        found.message.register(self.location, F.location)
        found.message.register(self.not_taken, F.content_type.in_(set(NOT_TAKEN)))
        found.message.register(self.file, F.photo | F.document)
        found.edited_message.register(self.edited, private, ~F.from_user.is_bot, F.text | F.caption)
        found.channel_post.register(self.group)
        found.callback_query.register(self.button)
        found.my_chat_member.register(self.membership, private)
        found.my_chat_member.register(self.added)
        return found

    async def text(self, message: Message, event_update: Update) -> None:
        said = understand(message.text or "", self._texts)
        await self._inbox.take(
            message.chat.id, once(event_update), text=said.text, payload=said.payload, source=said.source
        )

    async def contact(self, message: Message, event_update: Update) -> None:
        assert message.contact is not None
        await self._inbox.take(message.chat.id, once(event_update), text=national(message.contact.phone_number))

    async def location(self, message: Message, event_update: Update) -> None:
        assert message.location is not None
        county = self._counties.at(message.location.latitude, message.location.longitude)
        if county is None:
            await self._turn_down(message, event_update, "far_away", self._texts("telegram.far_away"))
            return
        text = self._texts("telegram.i_am_in", county=county)
        await self._inbox.take(message.chat.id, once(event_update), text=text)

    async def file(self, message: Message, event_update: Update) -> None:
        photo = max(message.photo, key=lambda size: size.width * size.height) if message.photo else None
        name = self._texts("telegram.photo_name" if photo else "telegram.file_name")
        if message.document is not None and message.document.file_name:
            name = message.document.file_name.replace("/", "_").replace("\\", "_")
        file = photo or message.document
        assert file is not None
        try:
            content = await self._files.load(file.file_id, file.file_size)
            await self._inbox.take(
                message.chat.id, once(event_update), text=message.caption or "", files=[(name, content)]
            )
        except BadAttachment as error:
            await self._turn_down(message, event_update, "file", error.message)
        except NotLoaded:
            await self._turn_down(message, event_update, "file", self._texts("telegram.not_loaded"))

    async def not_taken(self, message: Message, event_update: Update) -> None:
        kind = NOT_TAKEN[ContentType(message.content_type)]
        await self._turn_down(message, event_update, kind, self._texts(f"telegram.{kind}"))

    async def _turn_down(self, message: Message, update: Update, kind: str, answer: str) -> None:
        heard = self._texts(f"telegram.heard.{kind}")
        await self._inbox.turn_down(message.chat.id, once(update), heard=heard, answer=answer)
        if message.caption:  # the words beside it are answered all the same
            await self._inbox.take(message.chat.id, f"{once(update)}c", text=message.caption)

    async def edited(self, message: Message) -> None:
        """What it says now is a new message; the same edit comes twice under one name."""
        name = f"e{message.chat.id}.{message.message_id}.{message.edit_date or 0}"
        said = understand(message.text or message.caption or "", self._texts)
        await self._inbox.take(message.chat.id, name, text=said.text, payload=said.payload)

    async def button(self, query: CallbackQuery, event_update: Update) -> None:
        chat = query.message.chat if query.message is not None else None
        if query.data and (chat is None or chat.type == ChatType.PRIVATE):
            chat_id = chat.id if chat is not None else query.from_user.id
            await self._inbox.take(chat_id, once(event_update), button=query.data[:LONGEST_BUTTON_TOKEN])
        # The little clock on the button stops; too late an answer is refused, and that does not matter.
        answer = AnswerCallbackQuery(callback_query_id=query.id)
        self._tasks.start("callback answer", call_if_there(self._bot, answer))

    async def membership(self, event: ChatMemberUpdated) -> None:
        blocked = event.new_chat_member.status in (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)
        await self._inbox.set_blocked(event.chat.id, blocked=blocked)

    async def added(self, event: ChatMemberUpdated) -> None:
        if event.new_chat_member.status not in (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT):
            self._refuse(event.chat.id)

    async def group(self, message: Message) -> None:
        if message.from_user is None or not message.from_user.is_bot:
            self._refuse(message.chat.id)

    async def ignore(self, message: Message) -> None:
        """Other bots: two machines would never stop talking."""

    def _refuse(self, chat_id: int) -> None:
        if self._manners.may_speak(chat_id):
            word = SendText(chat_id=str(chat_id), text=self._texts("telegram.group"))
            self._tasks.start("group refusal", call_if_there(self._bot, word))


def once(update: Update) -> str:
    """The name under which an update is stored once."""
    return f"u{update.update_id}"


def national(phone: str) -> str:
    """A shared number the way people here write it."""
    digits = "".join(c for c in phone if c.isdigit())
    return digits[2:] if len(digits) == 13 and digits.startswith("861") else phone
