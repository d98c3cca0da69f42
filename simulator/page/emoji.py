"""Short names of emoji and their characters, as far as cards and people here use them."""

import re

NAMES = """
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|100 💯|airplane ✈️|alarm_clock ⏰|arrow_down ⬇️|arrow_forward ▶️
arrow_left ⬅️|arrow_right ➡️|arrow_up ⬆️|arrows_counterclockwise 🔄|arrow_upper_right ↗️|ballot_box_with_check ☑️
bar_chart 📊|bell 🔔|bellhop_bell 🛎️|black_circle ⚫|bookmark 🔖|books 📚|bow 🙇|bulb 💡|bust_in_silhouette 👤
busts_in_silhouette 👥|calendar 📆|card_file_box 🗃️|chart_with_downwards_trend 📉|chart_with_upwards_trend 📈
clap 👏|clipboard 📋|clock1 🕐|clock3 🕒|closed_lock_with_key 🔐|construction 🚧|convenience_store 🏪
credit_card 💳|crossed_fingers 🤞|date 📅|department_store 🏬|dollar 💵|dart 🎯|e-mail 📧|email ✉️|envelope ✉️
envelope_with_arrow 📩|euro 💶|exclamation ❗|eyes 👀|factory 🏭|file_folder 📁|fire 🔥|gear ⚙️|gift 🎁
green_circle 🟢|grey_question ❔|hammer_and_wrench 🛠️|handshake 🤝|heart ❤️|heavy_check_mark ✔️
heavy_minus_sign ➖|heavy_plus_sign ➕|heavy_multiplication_x ✖️|hourglass ⌛|hourglass_flowing_sand ⏳
house 🏠|inbox_tray 📥|incoming_envelope 📨|information_source ℹ️|key 🔑|label 🏷️|large_blue_circle 🔵
large_green_circle 🟢|large_orange_circle 🟠|large_yellow_circle 🟡|link 🔗|lock 🔒|mag 🔍|mailbox 📫
mailbox_with_mail 📬|memo 📝|moneybag 💰|money_with_wings 💸|muscle 💪|no_entry ⛔|no_entry_sign 🚫|ok ✅
ok_hand 👌|orange_circle 🟠|outbox_tray 📤|package 📦|page_facing_up 📄|paperclip 📎|party_popper 🎉
pencil ✏️|pencil2 ✏️|point_right 👉|pound 💷|pray 🙏|printer 🖨️|pushpin 📌|question ❓|raised_hands 🙌
receipt 🧾|recycle ♻️|red_circle 🔴|repeat 🔁|rocket 🚀|rotating_light 🚨|round_pushpin 📍|scales ⚖️
scroll 📜|shield 🛡️|ship 🚢|shopping_bags 🛍️|shopping_cart 🛒|shrug 🤷|slightly_smiling_face 🙂|smile 😄
smiley 😃|sos 🆘|sparkles ✨|speech_balloon 💬|star ⭐|stop_sign 🛑|stopwatch ⏱️|sunny ☀️|tada 🎉|telephone 📞
thinking_face 🤔|triangular_flag_on_post 🚩|truck 🚚|articulated_lorry 🚛|unlock 🔓|warning ⚠️|wastebasket 🗑️
wave 👋|white_check_mark ✅|white_circle ⚪|wrench 🔧|writing_hand ✍️|x ❌|zap ⚡|zzz 💤|large_red_circle 🔴
large_yellow_square 🟨|large_green_square 🟩|large_red_square 🟥|white_small_square ▫️|black_small_square ▪️
double_vertical_bar ⏸️|leftwards_arrow_with_hook ↩️
small_blue_diamond 🔹|small_orange_diamond 🔸|heavy_exclamation_mark ❗|bangbang ‼️|snowflake ❄️|seedling 🌱
"""
TABLE = {name: sign for pair in re.split(r"[|\n]", NAMES) if pair for name, sign in [pair.split(" ", 1)]}
SHORT = re.compile(r":([a-z0-9_+-]+):(?::skin-tone-\d:)?")


def with_emoji(text: str) -> str:
    """The text with the characters of known short names; unknown ones stay as they are."""
    return SHORT.sub(lambda match: TABLE.get(match[1], match[0]), text)


def sign(name: str) -> str:
    """The character of one short name."""
    return TABLE.get(name, f":{name}:")
