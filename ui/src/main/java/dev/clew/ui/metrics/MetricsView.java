package dev.clew.ui.metrics;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.clew.ui.shell.Frame;

/** PromQL charts. */
@Route(value = "metrics", layout = Frame.class)
@PageTitle("Metrics · Clew")
@Tag("clew-metrics")
@JsModule("./metrics/clew-metrics.ts")
public class MetricsView extends Component {}
