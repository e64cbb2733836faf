package dev.clew.ui.shell;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.ParentLayout;

/** Shown for an address no page has. */
@ParentLayout(Frame.class)
@PageTitle("Not found · Clew")
@Tag("clew-not-found")
@JsModule("./shell/clew-not-found.ts")
public class NotFoundView extends Component implements HasErrorParameter<NotFoundException> {

  private static final int NOT_FOUND = 404;

  @Override
  public int setErrorParameter(
      BeforeEnterEvent event, ErrorParameter<NotFoundException> parameter) {
    return NOT_FOUND;
  }
}
