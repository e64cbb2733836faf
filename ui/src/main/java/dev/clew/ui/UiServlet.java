package dev.clew.ui;

import com.vaadin.flow.function.DeploymentConfiguration;
import com.vaadin.flow.server.CustomizedSystemMessages;
import com.vaadin.flow.server.ServiceException;
import com.vaadin.flow.server.VaadinServlet;
import com.vaadin.flow.server.VaadinServletService;
import com.vaadin.flow.server.communication.IndexHtmlResponse;
import jakarta.servlet.ServletException;

/**
 * Vaadin's servlet, with two differences: a page whose session is gone (it was idle, or the
 * appliance was restarted) loads itself again instead of asking, since the URL holds all of its
 * state; and a page tells the browser what it may load and run ({@link PagePolicy}).
 */
public final class UiServlet extends VaadinServlet {

  private static final long serialVersionUID = 1L;

  private final String frameAncestors;

  /**
   * @param frameAncestors the sources of the policy's directive
   */
  UiServlet(String frameAncestors) {
    this.frameAncestors = frameAncestors;
  }

  @Override
  protected VaadinServletService createServletService(DeploymentConfiguration configuration)
      throws ServiceException {
    VaadinServletService service = new PageService(this, configuration, frameAncestors);
    service.init();
    return service;
  }

  @Override
  protected void servletInitialized() throws ServletException {
    super.servletInitialized();
    CustomizedSystemMessages messages = new CustomizedSystemMessages();
    messages.setSessionExpiredNotificationEnabled(false);
    getService().setSystemMessagesProvider(info -> messages);
  }

  private static final class PageService extends VaadinServletService {

    private static final long serialVersionUID = 1L;

    private final String frameAncestors;

    PageService(UiServlet servlet, DeploymentConfiguration configuration, String frameAncestors) {
      super(servlet, configuration);
      this.frameAncestors = frameAncestors;
    }

    @Override
    public void modifyIndexHtmlResponse(IndexHtmlResponse response) {
      super.modifyIndexHtmlResponse(response);
      response
          .getVaadinResponse()
          .setHeader(
              "Content-Security-Policy", PagePolicy.of(response.getDocument(), frameAncestors));
    }
  }
}
