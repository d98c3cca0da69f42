"""Line icons of the page, drawn by us on a 20 × 20 grid."""

from markupsafe import Markup

PATHS = {
    "alert": '<circle cx="10" cy="10" r="7.5"/><path d="M10 6.3v4.4M10 13.6v.1"/>',
    "back": '<path d="M12 4.5 6.5 10l5.5 5.5"/>',
    "bin": '<path d="M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6"/>',
    "bolt": '<path d="M11 2.5 4.5 11.5H9.5L9 17.5l6.5-9H10.5z"/>',
    "chat": '<path d="M4 4.5h12v9H9L5.5 16.5v-3H4z"/>',
    "check": '<path d="m4.5 10.5 3.5 3.5 7.5-8"/>',
    "clerk": '<path d="M6 4.2h8a1 1 0 0 1 1 1v10.6a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V5.200a1 1 0 0 1 1-1z"/>'
    '<path d="M8 4.200V3h4v1.200"/><path d="m7.600 10.600 1.800 1.800 3.200-3.600"/>',
    "clip": '<path d="m15.500 9-5.700 5.800a3 3 0 0 1-4.300-4.300l6.200-6.200a2 2 0 0 1 2.900 2.900l-6 6"/>',
    "close": '<path d="m5.500 5.500 9 9M14.500 5.500l-9 9"/>',
    "dots": '<path d="M4.800 10h.1M10 10h.1M15.200 10h.1" stroke-width="2.200"/>',
    "eye": '<path d="M2.500 10S5 5 10 5s7.500 5 7.500 5-2.500 5-7.500 5-7.500-5-7.500-5z"/>'
    '<circle cx="10" cy="10" r="2"/>',
    "file": '<path d="M5.500 3h6l3.500 3.500V17h-9.500zM11.500 3v3.500H15"/>',
    "help": '<circle cx="10" cy="10" r="7.500"/>'
    '<path d="M7.900 7.800A2.100 2.100 0 1 1 10.900 9.800c-.6.300-.9.700-.9 1.400M10 13.700v.1"/>',
    "home": '<path d="M3.500 9.500 10 4l6.500 5.500M5.500 8.500V16h9V8.500"/>',
    "mail": '<path d="M3 5h14v10.500H3z"/><path d="m3.500 5.500 6.500 5.500 6.500-5.500"/>',
    "pencil": '<path d="m4 16 .8-3.500 8-8 2.700 2.700-8 8z"/>',
    "reply": '<path d="M8.500 5 4 9.500 8.500 14M4.500 9.500h6c3 0 5 1.800 5.500 5"/>',
    "send": '<path d="M3.500 4 17 10 3.500 16l2-6zM5.500 10H11"/>',
    "thread": '<path d="M3.500 4.500h13v8.500H10L6.500 16v-3h-3z"/><path d="M7 7.500h6M7 10h4"/>',
    "updown": '<path d="m7 8 3-3 3 3M7 12l3 3 3-3"/>',
    "wave": '<path d="M2.500 10h3l2-5 3.500 10 2.500-7 1.500 2h2.500"/>',
}


def icon(name: str) -> Markup:
    """The icon as inline SVG, hidden from screen readers."""
    start = f'<svg class="icon" data-icon="{name}" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">'
    return Markup(start + PATHS[name] + "</svg>")
