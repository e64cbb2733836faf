package dev.clew.metricsstore.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.QueryException;

/** Requests of remote read are understood or refused. */
class ReadRequestFuzzTest {
  @FuzzTest
  void request(byte[] protobuf) {
    try {
      ReadRequest request = ReadRequest.parse(protobuf);
      assertThat(request.accepted()).isNotEmpty();
    } catch (QueryException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
