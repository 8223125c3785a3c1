"""Telling people of alarms where they are: by mail, chat or a webhook. Docs: docs/guides/notices.md."""
