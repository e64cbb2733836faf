package dev.clew.ui.shell;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasComponents;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.router.RouterLayout;

/**
 * The frame of every page: navigation, search, time range, theme. It is all client-side; Flow only
 * puts the page of the current route into it.
 */
@Tag("clew-frame")
@JsModule("./shell/clew-frame.ts")
public class Frame extends Component implements HasComponents, RouterLayout {}
