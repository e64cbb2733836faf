import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Prints as many free TCP ports as its argument says. */
void main(String[] arguments) throws Exception {
  List<ServerSocket> sockets = new ArrayList<>();
  for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
    sockets.add(new ServerSocket(0));
  }
  for (ServerSocket socket : sockets) {
    IO.print(socket.getLocalPort() + " ");
    socket.close();
  }
  IO.println("");
}
