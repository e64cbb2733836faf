package dev.clew.ui.metrics;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.component.dependency.NpmPackage;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.clew.ui.shell.Frame;

/** PromQL charts. */
@Route(value = "metrics", layout = Frame.class)
@PageTitle("Metrics · Clew")
@Tag("clew-metrics")
@NpmPackage(value = "uplot", version = "1.6.32")
@NpmPackage(value = "@codemirror/view", version = "6.43.15")
@NpmPackage(value = "@codemirror/state", version = "6.7.6")
@NpmPackage(value = "@codemirror/language", version = "6.13.1")
@NpmPackage(value = "@codemirror/autocomplete", version = "6.20.4")
@NpmPackage(value = "@codemirror/commands", version = "6.11.1")
@NpmPackage(value = "@codemirror/lint", version = "6.9.8")
@NpmPackage(value = "@lezer/common", version = "1.5.5")
@NpmPackage(value = "@lezer/highlight", version = "1.2.5")
@NpmPackage(value = "@lezer/lr", version = "1.4.12")
@NpmPackage(value = "@prometheus-io/codemirror-promql", version = "0.314.0")
@JsModule("./metrics/clew-metrics.ts")
public class MetricsView extends Component {}
