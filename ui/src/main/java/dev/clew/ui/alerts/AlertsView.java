package dev.clew.ui.alerts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.clew.ui.shell.Frame;

/** Alerting rules by state. */
@Route(value = "alerts", layout = Frame.class)
@PageTitle("Alerts · Clew")
@Tag("clew-alerts")
@JsModule("./alerts/clew-alerts.ts")
public class AlertsView extends Component {}
