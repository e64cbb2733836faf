package dev.clew.ui.services;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.clew.ui.shell.Frame;

/** One service: its rate, errors and durations, its operations and its latest trouble. */
@Route(value = "services/:name", layout = Frame.class)
@Tag("clew-service")
@JsModule("./services/clew-service.ts")
public class ServiceView extends Component implements BeforeEnterObserver, HasDynamicTitle {

  private String name = "";

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    name = event.getRouteParameters().get("name").orElse("");
    getElement().setProperty("name", name);
  }

  @Override
  public String getPageTitle() {
    return name + " · Clew";
  }
}
