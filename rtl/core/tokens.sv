//===- tokens.sv - when may a population fire? -------------------------------===//
//
// A population fires when END has come on every in-edge, the sends of its last firing are done and its credits have
// left. Delayed in-edges count as ended once after RUN: the forward ones are all that its first firing waits for.
//
// Counts are memories with one writer each; a bit a population says where one of them begins anew.
//
//===----------------------------------------------------------------------===//

module tokens (
    input  logic                                            clk,
    input  logic                                            rst,
    input  logic                                            end_valid,
    input  logic [                chip_pkg::TOKEN_BITS-1:0] end_target,
    input  logic                                            end_last,
    // A firing starts or is done; `clearing` tells RUN.
    input  logic                                            start,
    input  logic                                            start_clearing,
    input  logic [           chip_pkg::POPULATION_BITS-1:0] start_population,
    input  logic                                            done,
    input  logic                                            done_clearing,
    input  logic [           chip_pkg::POPULATION_BITS-1:0] done_population,
    input  logic [         chip_pkg::CREDIT_COUNT_BITS-1:0] forward_edges,
    input  logic [         chip_pkg::CREDIT_COUNT_BITS-1:0] delayed_edges,
    input  logic [    chip_pkg::DESTINATION_COUNT_BITS-1:0] destination_count,
    // One out-edge of a population has its END on the way; populations with credits to send.
    input  logic                                            sent,
    input  logic [           chip_pkg::POPULATION_BITS-1:0] sent_population,
    input  logic [               chip_pkg::POPULATIONS-1:0] crediting,
    // The population to fire next, and whether the sample ends.
    output logic                                            wanted,
    output logic [           chip_pkg::POPULATION_BITS-1:0] wanted_population,
    output logic                                            wanted_last
);

  localparam int Populations = chip_pkg::POPULATIONS;
  localparam int Count = chip_pkg::CREDIT_COUNT_BITS;
  // The fields of packets and tables can be wider than the number of populations needs.
  localparam int Index = Populations > 1 ? $clog2(Populations) : 1;

  logic [Populations-1:0] running, complete, sending, ready, chosen;
  // The last step of a sample; no END yet; no firing since RUN; nothing sent since the firing.
  logic [Populations-1:0] ending, no_end, first_step, none_sent;
  logic [Count-1:0] ends[0:Populations-1];
  logic [Count-1:0] edges[0:Populations-1];
  logic [Count-1:0] forwards[0:Populations-1];
  logic [chip_pkg::DESTINATION_COUNT_BITS-1:0] sends[0:Populations-1];
  logic [chip_pkg::DESTINATION_COUNT_BITS-1:0] destination_counts[0:Populations-1];
  logic [Count-1:0] next_end, awaited;
  logic [chip_pkg::DESTINATION_COUNT_BITS-1:0] next_send;
  logic [Index-1:0] target, chosen_index, start_index, done_index, sent_index;

  assign target = end_target[Index-1:0];
  assign start_index = start_population[Index-1:0];
  assign done_index = done_population[Index-1:0];
  assign sent_index = sent_population[Index-1:0];
  assign wanted_population = chip_pkg::POPULATION_BITS'(chosen_index);
  assign ready = complete & ~sending & ~crediting;
  assign wanted = ready != 0;
  assign wanted_last = ending[chosen_index];
  assign next_end = no_end[target] ? 1 : ends[target] + 1;
  assign awaited = first_step[target] ? forwards[target] : edges[target];
  assign next_send = none_sent[sent_index] ? 1 : sends[sent_index] + 1;

  round_robin #(.WIDTH(Populations), .INDEX_BITS(Index)) pick (
      .clk, .rst, .wanted(ready), .take(start && !start_clearing), .chosen, .index(chosen_index));

  always_ff @(posedge clk)
    if (rst) begin
      running <= 0;
      complete <= 0;
      sending <= 0;
    end else begin
      if (end_valid) begin
        no_end[target] <= 1'b0;
        if (end_last) ending[target] <= 1'b1;
        if (next_end == awaited) complete[target] <= 1'b1;
      end
      if (start && !start_clearing) begin
        no_end[start_index] <= 1'b1;
        first_step[start_index] <= 1'b0;
        ending[start_index] <= 1'b0;
        complete[start_index] <= 1'b0;
      end
      if (sent) begin
        none_sent[sent_index] <= 1'b0;
        if (next_send == destination_counts[sent_index]) sending[sent_index] <= 1'b0;
      end
      if (done && done_clearing) begin
        running[done_index] <= 1'b1;
        no_end[done_index] <= 1'b1;
        first_step[done_index] <= 1'b1;
        ending[done_index] <= 1'b0;
      end
      if (done && !done_clearing) begin
        sending[done_index] <= destination_count != 0;
        none_sent[done_index] <= 1'b1;
      end
    end

  always_ff @(posedge clk) begin
    if (end_valid) ends[target] <= next_end;
    if (sent) sends[sent_index] <= next_send;
    if (done && done_clearing) begin
      edges[done_index] <= forward_edges + delayed_edges;
      forwards[done_index] <= forward_edges;
    end
    if (done && !done_clearing) destination_counts[done_index] <= destination_count;
  end

  // ENDs that said last.
  logic [Count-1:0] lasts[0:Populations-1];
  always_ff @(posedge clk)
    if (end_valid) lasts[target] <= (no_end[target] ? 0 : lasts[target]) + Count'(end_last);

  always_ff @(posedge clk)
    if (!rst) begin
      // No END to a population that is not there, does not run yet, or has all its ENDs.
      if (end_valid) begin
        assert (32'(end_target) < Populations);
        assert (running[target]);
        assert (!complete[target]);
        assert (next_end <= awaited);
      end
      // The forward in-edges agree on where the sample ends, and delayed ones do not say.
      if (start && !start_clearing)
        assert (ending[start_index] ? lasts[start_index] == forwards[start_index] : lasts[start_index] == 0);
      if (start && start_clearing) assert (!running[start_index]);
      if (done && done_clearing) assert (forward_edges != 0);
      if (sent) assert (sending[sent_index]);
    end

endmodule
