package dev.clew.ui.traces;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import dev.clew.ui.shell.Frame;

/** One trace as a waterfall. */
@Route(value = "trace/:id", layout = Frame.class)
@PageTitle("Trace · Clew")
@Tag("clew-trace")
@JsModule("./traces/clew-trace.ts")
public class TraceView extends Component implements BeforeEnterObserver {

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    getElement().setProperty("traceId", event.getRouteParameters().get("id").orElse(""));
  }
}
