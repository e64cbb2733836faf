package dev.clew.ui;

import com.vaadin.flow.server.CustomizedSystemMessages;
import com.vaadin.flow.server.VaadinServlet;
import jakarta.servlet.ServletException;

/**
 * Vaadin's servlet, with one difference: a page whose session is gone (it was idle, or the
 * appliance was restarted) loads itself again instead of asking. The URL holds all of its state.
 */
public final class UiServlet extends VaadinServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void servletInitialized() throws ServletException {
    super.servletInitialized();
    CustomizedSystemMessages messages = new CustomizedSystemMessages();
    messages.setSessionExpiredNotificationEnabled(false);
    getService().setSystemMessagesProvider(info -> messages);
  }
}
