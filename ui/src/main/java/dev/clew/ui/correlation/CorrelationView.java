package dev.clew.ui.correlation;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteAlias;
import dev.clew.ui.shell.Addresses;
import dev.clew.ui.shell.Frame;

/** Everything that carries one ID; the element reads from the address which one. */
@Route(value = "c/:value", layout = Frame.class)
@RouteAlias(value = "c/:key/:value", layout = Frame.class)
@RouteAlias(value = "c", layout = Frame.class)
@Tag("clew-correlation")
@JsModule("./correlation/clew-correlation.ts")
public class CorrelationView extends Component implements BeforeEnterObserver, HasDynamicTitle {

  private String value = "";

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    value = Addresses.name(event, "value", "id");
  }

  @Override
  public String getPageTitle() {
    return value + " · Clew";
  }
}
