package dev.clew.ui.services;

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

/**
 * One service: its rate, errors and durations, its operations and its latest trouble. The element
 * reads its name from the address.
 */
@Route(value = "services/:name", layout = Frame.class)
@RouteAlias(value = "service", layout = Frame.class)
@Tag("clew-service")
@JsModule("./services/clew-service.ts")
public class ServiceView extends Component implements BeforeEnterObserver, HasDynamicTitle {

  private String name = "";

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    name = Addresses.name(event, "name", "name");
  }

  @Override
  public String getPageTitle() {
    return name + " · Clew";
  }
}
