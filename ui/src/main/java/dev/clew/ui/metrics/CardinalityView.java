package dev.clew.ui.metrics;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.clew.ui.shell.Frame;

/** How many series there are and what makes them. */
@Route(value = "metrics/cardinality", layout = Frame.class)
@PageTitle("Cardinality · Clew")
@Tag("clew-cardinality")
@JsModule("./metrics/clew-cardinality.ts")
public class CardinalityView extends Component {}
