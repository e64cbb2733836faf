package dev.clew.ui.traces;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.clew.ui.shell.Frame;

/** Trace search. */
@Route(value = "traces", layout = Frame.class)
@PageTitle("Traces · Clew")
@Tag("clew-traces")
@JsModule("./traces/clew-traces.ts")
public class TracesView extends Component {}
