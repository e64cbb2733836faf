package dev.clew.ui.home;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.clew.ui.shell.Frame;

/** Snippets until something was received, then services by trouble. */
@Route(value = "", layout = Frame.class)
@PageTitle("Home · Clew")
@Tag("clew-home")
@JsModule("./home/clew-home.ts")
public class HomeView extends Component {}
