package dev.clew.ui.status;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.clew.ui.shell.Frame;

/** Health, buffer, stores and disk of the appliance. */
@Route(value = "status", layout = Frame.class)
@PageTitle("Status · Clew")
@Tag("clew-status")
@JsModule("./status/clew-status.ts")
public class StatusView extends Component {}
