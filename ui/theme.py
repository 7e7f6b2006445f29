"""Colours and fonts for Gradio's own components, matching style.css. No font is fetched."""

from __future__ import annotations

import gradio as gr
from gradio.themes.utils.fonts import Font

_SANS = [Font(name) for name in ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")]
_MONO = [Font(name) for name in ("ui-monospace", "SFMono-Regular", "Consolas", "monospace")]


def theme() -> gr.themes.Base:
    """Gradio's plain theme, its colours led by the variables of style.css."""
    base = gr.themes.Base(
        primary_hue=gr.themes.colors.slate,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_md,
        font=_SANS,
        font_mono=_MONO,
    )
    both = {
        "body_background_fill": "var(--paper)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--quiet)",
        "background_fill_primary": "var(--sheet)",
        "background_fill_secondary": "var(--paper)",
        "border_color_primary": "var(--line)",
        "border_color_accent": "var(--accent)",
        "block_background_fill": "var(--sheet)",
        "block_border_color": "var(--line)",
        "block_label_background_fill": "var(--sheet)",
        "block_label_text_color": "var(--quiet)",
        "block_title_text_color": "var(--quiet)",
        "block_info_text_color": "var(--quiet)",
        "input_background_fill": "var(--sheet)",
        "input_border_color": "var(--field)",
        "input_border_color_focus": "var(--accent)",
        "input_placeholder_color": "var(--quiet)",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_background_fill_hover": "var(--accent-strong)",
        "button_primary_text_color": "var(--on-accent)",
        "button_secondary_background_fill": "var(--sheet)",
        "button_secondary_background_fill_hover": "var(--hover)",
        "button_secondary_text_color": "var(--ink)",
        "button_secondary_border_color": "var(--field)",
        "link_text_color": "var(--accent)",
        "loader_color": "var(--accent)",
        "color_accent": "var(--accent)",
        "color_accent_soft": "var(--hover)",
    }
    dark = {f"{name}_dark": value for name, value in both.items() if name != "color_accent"}
    return base.set(
        **both,
        **dark,
        button_border_width="1px",
        block_border_width="1px",
        input_border_width="1px",
        block_shadow="none",
    )
