package dev.clew.ui.logs;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.clew.ui.shell.Frame;

/** Log search; its query, columns and selection live in the URL. */
@Route(value = "logs", layout = Frame.class)
@PageTitle("Logs · Clew")
@Tag("clew-logs")
@JsModule("./logs/clew-logs.ts")
public class LogsView extends Component {}
