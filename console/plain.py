"""Pages that need no live connection, as plain HTML: logging in, and “not found”."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from starlette.responses import HTMLResponse

from console import texts
from console.assets import style_links
from console.texts import people as people_texts

FRAME = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
{style}
</head>
<body class="plain">
<main class="door">
<header class="door-brand"><img src="/assets/favicon.svg" alt="" width="44" height="44">
<div><p class="brand">{brand}</p><p class="brand-sub">{subtitle}</p></div></header>
{body}
</main>
</body>
</html>"""


def frame(title: str, body: str, *, status: int = 200) -> HTMLResponse:
    """`body` is HTML: escape what goes into it."""
    page = FRAME.format(
        title=escape(title), body=body, style=style_links(), brand=texts.BRAND, subtitle=escape(texts.SUBTITLE)
    )
    return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})


def login_page(
    *, login: str = "", target: str = "/", problem: str = "", hint: str = "", status: int = 200
) -> HTMLResponse:
    said = f'<p class="door-problem" role="alert">{escape(problem)}</p>' if problem else ""
    said += f'<p class="door-hint" role="status">{escape(hint)}</p>' if hint else ""
    first, second = ("", " autofocus") if login else (" autofocus", "")
    body = f"""<h1>{texts.LOGIN_TITLE}</h1>
<p class="door-intro">{texts.LOGIN_INTRO}</p>
{said}
<form method="post" action="/login">
<input type="hidden" name="next" value="{escape(target)}">
<label for="login">{texts.LOGIN_NAME}</label>
<input id="login" name="login" value="{escape(login)}" autocomplete="username" required maxlength="100"{first}>
<label for="password">{texts.LOGIN_PASSWORD}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="200"{second}>
<button type="submit">{texts.LOGIN_BUTTON}</button>
</form>
<p class="door-foot">{texts.LOGIN_FORGOT}</p>"""
    return frame(texts.LOGIN_TITLE, body, status=status)


def code_page(*, target: str, problem: str = "", status: int = 200) -> HTMLResponse:
    """The second step of logging in: the code from the phone, or one of the paper."""
    said = f'<p class="door-problem" role="alert" id="problem">{escape(problem)}</p>' if problem else ""
    described = ' aria-invalid="true" aria-describedby="problem"' if problem else ""
    body = f"""<h1>{people_texts.CODE_TITLE}</h1>
<p class="door-intro">{people_texts.CODE_INTRO}</p>
{said}
<form method="post" action="/login/code">
<input type="hidden" name="next" value="{escape(target)}">
<label for="code">{people_texts.CODE_LABEL}</label>
<input id="code" name="code" class="door-code" autocomplete="one-time-code" autocapitalize="off" spellcheck="false" required
 maxlength="40" autofocus{described}>
<button type="submit">{people_texts.CODE_BUTTON}</button>
</form>
<p class="door-foot">{people_texts.CODE_LOST}</p>
<p class="door-foot"><a class="door-link" href="/login?next={escape(quote(target))}">{people_texts.CODE_BACK}</a></p>"""
    return frame(people_texts.CODE_TITLE, body, status=status)


def not_found_page(
    body: str = texts.NOT_FOUND_PLAIN, *, back: str = "/", back_text: str = texts.BACK_TO_INBOX
) -> HTMLResponse:
    inner = f"""<h1>{texts.NOT_FOUND_TITLE}</h1>
<p class="door-intro">{escape(body)}</p>
<p><a class="door-link" href="{escape(back)}">{escape(back_text)}</a></p>"""
    return frame(texts.NOT_FOUND_TITLE, inner, status=404)
