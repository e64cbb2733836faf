package dev.clew.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.h2.jdbcx.JdbcConnectionPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Customers and orders in an embedded H2 database that lives as long as the process. */
final class OrderBook implements AutoCloseable {
  /** The shop's customers are C-1001 to C-1040. */
  static final int FIRST_CUSTOMER = 1001;

  static final int CUSTOMERS = 40;

  private static final Logger LOG = LoggerFactory.getLogger(OrderBook.class);

  private final JdbcConnectionPool pool;

  /** An order as it stands in the book; the amount is in cents. */
  record Entry(String id, String customer, String status, long cents) {}

  private OrderBook(JdbcConnectionPool pool) {
    this.pool = pool;
  }

  static OrderBook open() throws SQLException {
    JdbcConnectionPool pool =
        JdbcConnectionPool.create("jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1", "shop", "");
    pool.setMaxConnections(8);
    OrderBook book = new OrderBook(pool);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE customers (id VARCHAR(16) PRIMARY KEY, name VARCHAR(64), tier VARCHAR(8))");
      statement.execute(
          "CREATE TABLE orders (id VARCHAR(32) PRIMARY KEY, customer VARCHAR(16), status VARCHAR(16),"
              + " cents BIGINT, placed TIMESTAMP DEFAULT CURRENT_TIMESTAMP)");
      statement.execute(
          "CREATE TABLE order_lines (order_id VARCHAR(32), sku VARCHAR(32), quantity INT,"
              + " cents BIGINT)");
      statement.execute("CREATE INDEX order_lines_order ON order_lines (order_id)");
    }
    book.addCustomers();
    return book;
  }

  private void addCustomers() throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO customers (id, name, tier) VALUES (?, ?, ?)")) {
      for (int i = 0; i < CUSTOMERS; i++) {
        insert.setString(1, "C-" + (FIRST_CUSTOMER + i));
        insert.setString(2, "Customer " + (i + 1));
        insert.setString(3, i % 10 == 0 ? "gold" : "standard");
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** The tier of a customer, or empty when there is no such customer. */
  Optional<String> tier(String customer) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT tier FROM customers WHERE id = ?")) {
      select.setString(1, customer);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    }
  }

  /** Writes a new order with its lines, each line in cents, in one transaction. */
  void place(Order order, List<Long> lineCents) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO orders (id, customer, status, cents) VALUES (?, ?, 'new', ?)");
          PreparedStatement line =
              connection.prepareStatement(
                  "INSERT INTO order_lines (order_id, sku, quantity, cents) VALUES (?, ?, ?, ?)")) {
        insert.setString(1, order.id());
        insert.setString(2, order.customer());
        insert.setLong(3, lineCents.stream().mapToLong(Long::longValue).sum());
        insert.executeUpdate();
        for (int i = 0; i < order.lines().size(); i++) {
          line.setString(1, order.id());
          line.setString(2, order.lines().get(i).sku());
          line.setInt(3, order.lines().get(i).quantity());
          line.setLong(4, lineCents.get(i));
          line.addBatch();
        }
        line.executeBatch();
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  void mark(String order, String status) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement update =
            connection.prepareStatement("UPDATE orders SET status = ? WHERE id = ?")) {
      update.setString(1, status);
      update.setString(2, order);
      update.executeUpdate();
    }
  }

  Optional<Entry> find(String order) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT id, customer, status, cents FROM orders WHERE id = ?")) {
      select.setString(1, order);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new Entry(
                    rows.getString("id"),
                    rows.getString("customer"),
                    rows.getString("status"),
                    rows.getLong("cents")))
            : Optional.empty();
      }
    }
  }

  /**
   * Forgets what is older than an hour, so that the process stays small; returns how many orders.
   */
  int forgetOld() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "DELETE FROM order_lines WHERE order_id IN (SELECT id FROM orders"
              + " WHERE placed < DATEADD(HOUR, -1, CURRENT_TIMESTAMP))");
      return statement.executeUpdate(
          "DELETE FROM orders WHERE placed < DATEADD(HOUR, -1, CURRENT_TIMESTAMP)");
    }
  }

  @Override
  public void close() {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN");
    } catch (SQLException e) {
      LOG.warn("order book: not shut down: {}", e.getMessage());
    }
    pool.dispose();
  }
}
