package dev.clew.ui.correlation;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteAlias;
import dev.clew.ui.shell.Frame;

/** Everything that carries one ID, whichever key (empty) or the one of the address. */
@Route(value = "c/:value", layout = Frame.class)
@RouteAlias(value = "c/:key/:value", layout = Frame.class)
@Tag("clew-correlation")
@JsModule("./correlation/clew-correlation.ts")
public class CorrelationView extends Component implements BeforeEnterObserver, HasDynamicTitle {

  private String value = "";

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    value = event.getRouteParameters().get("value").orElse("");
    // "key" would shadow nothing in Lit, but reads like a keyboard key in the element.
    getElement().setProperty("correlationKey", event.getRouteParameters().get("key").orElse(""));
    getElement().setProperty("value", value);
  }

  @Override
  public String getPageTitle() {
    return value + " · Clew";
  }
}
