package dev.clew.ui.services;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.clew.ui.shell.Frame;

/** All services, those in trouble first. */
@Route(value = "services", layout = Frame.class)
@PageTitle("Services · Clew")
@Tag("clew-services")
@JsModule("./services/clew-services.ts")
public class ServicesView extends Component {}
