# ruff: noqa: E501 (word lists and tables of examples stay whole)
"""Who is writing: names, phones, identity numbers, employers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Answer = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("李雷", "李雷"), ("我叫王小明", "王小明"), ("我姓张，叫张建设，建设的建", "张建设"), ("姓张，弓长张，张三", "张三"),
        ("免贵姓王，王秀兰", "王秀兰"), ("我姓李叫雷", "李雷"), ("我姓欧阳，单名一个锋", "欧阳锋"), ("额叫赵铁柱", "赵铁柱"),
        ("就叫李梅吧", "李梅"), ("我叫李梅，在金台区上班", "李梅"), ("我叫刘芳电话13912345678", "刘芳"), ("张伟 男", "张伟"),
        ("王 小 明", "王小明"), ("李雷 打雷的雷", "李雷"), ("不是李雷是李磊", "李磊"), ("欧阳建国", "欧阳建国"),
        ("阿依努尔·买买提", "阿依努尔·买买提"), ("王小明。", "王小明"), ("我是王小明", "王小明"),
    ],
)  # fmt: skip
def test_a_worker_gives_a_name_in_her_own_way(answer: Answer, text: str, name: str) -> None:
    assert answer("person_name", text) == name


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("不知道", "name.none"), ("你问这干啥", "name.question"), ("13912345678", "name.digits"), ("老王", "name.title"),
        ("张师傅", "name.title"), ("叫我老王就行", "name.title"), ("我是农民工", "name.title"), ("取消", "name.none"),
        ("杨", "name.too_short"), ("金台", "name.none"), ("工资没发", "name.none"), ("Tom", "name.latin"), ("是的", "name.none"),
    ],
)  # fmt: skip
def test_what_is_no_name_is_asked_again_with_a_reason(answer: Answer, text: str, reason: str) -> None:
    assert answer("person_name", text) == reason


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("139 1234 5678", "13912345678"), ("一三九一二三四五六七八", "13912345678"), ("幺三九，一二三四，五六七八", "13912345678"),
        ("+86 139-1234-5678", "13912345678"), ("１３９１２３４５６７８", "13912345678"), ("0917-3262626", "0917-3262626"),
        ("（0917）3262626", "0917-3262626"), ("13912345678 不对是13812345678", "13812345678"), ("我电话13912345678微信同号", "13912345678"),
    ],
)  # fmt: skip
def test_a_phone_number_however_it_is_typed(answer: Answer, text: str, number: str) -> None:
    assert answer("phone", text) == number


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1391234567", "phone.too_short"), ("139123456789", "phone.too_long"), ("23912345678", "phone.not_a_mobile"),
        ("3262626", "phone.no_area_code"), ("13912345678 13812345678", "phone.several"), ("打给我", "phone.none"),
        ("11010519491231002X", "phone.too_long"), ("110105194912310021", "phone.id_number"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_explained(answer: Answer, text: str, reason: str) -> None:
    assert answer("phone", text) == reason


@pytest.mark.parametrize("text", ["11010519491231002X", "110105 19491231 002x", "身份证是11010519491231002叉"])
def test_an_identity_number_is_checked_by_its_last_character(answer: Answer, text: str) -> None:
    assert answer("id_number", text) == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("110105194912310021", "id.checksum"), ("110105491231002", "id.fifteen"), ("11010519491331002X", "id.birth"),
        ("13912345678", "id.phone"), ("1101051949", "id.too_short"), ("990105194912310021", "id.region"), ("没带", "id.none"),
    ],
)  # fmt: skip
def test_a_wrong_identity_number_is_explained_kindly(answer: Answer, text: str, reason: str) -> None:
    assert answer("id_number", text) == reason


@pytest.mark.parametrize(
    ("text", "employer"),
    [
        ("我在宝钛上班", "宝钛"), ("给饿了么送外卖", "饿了么"), ("我们公司叫华晨建筑", "华晨建筑"), ("没有单位", "没有固定单位"),
        ("打零工的", "没有固定单位"), ("秦川机床厂，干了五年了", "秦川机床厂"), ("不知道", "employer.none"), ("问这干啥", "employer.question"),
    ],
)  # fmt: skip
def test_an_employer_in_a_sentence(answer: Answer, text: str, employer: str) -> None:
    assert answer("employer", text) == employer
