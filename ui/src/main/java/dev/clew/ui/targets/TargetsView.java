package dev.clew.ui.targets;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.clew.ui.shell.Frame;

/** The targets that are scraped: state, last scrape, errors. */
@Route(value = "targets", layout = Frame.class)
@PageTitle("Targets · Clew")
@Tag("clew-targets")
@JsModule("./targets/clew-targets.ts")
public class TargetsView extends Component {}
