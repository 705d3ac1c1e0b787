"""The fields of the booking, read as a first bot would: by lists of words and one pattern."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

MATTERS = {
    "工资": "wages",
    "合同": "contract",
    "辞退": "dismissal",
    "工伤": "injury",
    "社保": "insurance",
    "加班": "leave",
}
COUNTIES = ("渭滨", "金台", "陈仓", "凤翔", "岐山", "扶风", "眉县", "陇县", "千阳", "麟游", "凤县", "太白")
KINDS = {"都可以": "any", "公职": "government", "公益": "public_interest", "社会": "social"}
WAYS = {"电话": "phone", "当面": "in_person", "视频": "video"}
PHONE = re.compile(r"1[3-9]\d{9}")


class ValidateLegalForm(FormValidationAction):
    def name(self) -> str:
        return "validate_legal_form"

    def validate_matter(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        return {"matter": _found(value, MATTERS)}

    def validate_account(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        return {"account": value if len(str(value)) > 1 else None}

    def validate_county(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        return {"county": next((county for county in COUNTIES if county in str(value)), None)}

    def validate_lawyer_kind(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        return {"lawyer_kind": _found(value, KINDS)}

    def validate_way(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        return {"way": _found(value, WAYS)}

    def validate_consent(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        return {"consent": "yes" if str(value) in ("同意", "可以", "好") else None}

    def validate_phone(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        found = PHONE.search(str(value))
        return {"phone": found.group() if found else None}

    def validate_confirmed(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        return {"confirmed": "yes" if "确认" in str(value) else None}


def _found(value: Any, words: dict[str, str]) -> str | None:
    return next((meant for word, meant in words.items() if word in str(value)), None)
