// Forms and tables that change in place. Its settings stand in the page: templates/base.html.j2.
import "htmx.org";
