//===- tokens.sv - when may a population fire? -------------------------------===//
//
// A population fires when END has come on every in-edge, the sends of its last firing are done and its credits have
// left. Delayed in-edges count as ended once after RUN: the forward ones are all that its first firing waits for.
//
// Counts are memories with one writer each; a bit a population says where one of them begins anew.
//
//===----------------------------------------------------------------------===//

module tokens #(
    parameter int POPULATIONS = chip_pkg::POPULATIONS,
    parameter int DESTINATIONS = chip_pkg::DESTINATIONS,
    parameter int CREDITS = chip_pkg::CREDITS
) (
    input  logic                                            clk,
    input  logic                                            rst,
    input  logic                                            end_valid,
    input  logic [                chip_pkg::TOKEN_BITS-1:0] end_target,
    input  logic                                            end_last,
    // A firing starts or is done; `clearing` tells RUN.
    input  logic                                            start,
    input  logic                                            start_clearing,
    input  logic [           chip_pkg::POPULATION_BITS-1:0] start_population,
    // Credits of the one that works are about to leave: what it waits for next is known.
    input  logic                                            due,
    input  logic                                            due_clearing,
    input  logic [           chip_pkg::POPULATION_BITS-1:0] due_population,
    input  logic [         chip_pkg::CREDIT_COUNT_BITS-1:0] forward_edges,
    input  logic [         chip_pkg::CREDIT_COUNT_BITS-1:0] all_edges,
    input  logic                                            done,
    input  logic                                            done_clearing,
    input  logic [           chip_pkg::POPULATION_BITS-1:0] done_population,
    input  logic [    chip_pkg::DESTINATION_COUNT_BITS-1:0] destination_count,
    // One out-edge of a population has its END on the way; populations with credits to send.
    input  logic                                            sent,
    input  logic [           chip_pkg::POPULATION_BITS-1:0] sent_population,
    input  logic [                         POPULATIONS-1:0] crediting,
    // The population to fire next, and whether the sample ends.
    output logic                                            wanted,
    output logic [           chip_pkg::POPULATION_BITS-1:0] wanted_population,
    output logic                                            wanted_last
);

  localparam int Populations = POPULATIONS;
  // The fields of packets and tables can be wider than this core needs.
  localparam int Index = Populations > 1 ? $clog2(Populations) : 1;
  localparam int Count = $clog2(CREDITS + 1);
  localparam int Sends = $clog2(DESTINATIONS + 1);

  logic [Populations-1:0] running, complete, sending, ready;
  // The last step of a sample; no END yet; nothing sent since the firing.
  logic [Populations-1:0] ending, no_end, none_sent;
  // Of each population, in this cycle: an END came, it starts to fire, it has fired, RUN has cleared it, an END was sent.
  logic [Populations-1:0] ended, starts, has_fired, has_run, sends_end;
  // The numbers of the next END to come and to go, and how many are to. No END comes before its credit has left.
  logic [Count-1:0] ends[0:Populations-1];
  logic [Count-1:0] awaited[0:Populations-1];
  logic [Sends-1:0] sends[0:Populations-1];
  logic [Sends-1:0] destination_counts[0:Populations-1];
  logic [Count-1:0] has_ends;
  logic [Sends-1:0] has_sends;
  logic [Index-1:0] target, chosen_index, start_index, due_index, done_index, sent_index;

  assign target = end_target[Index-1:0];
  assign start_index = start_population[Index-1:0];
  assign due_index = due_population[Index-1:0];
  assign done_index = done_population[Index-1:0];
  assign sent_index = sent_population[Index-1:0];
  assign wanted_population = chip_pkg::POPULATION_BITS'(chosen_index);
  assign ready = complete & ~sending & ~crediting;
  assign wanted = ready != 0;
  assign wanted_last = ending[chosen_index];
  // With the one that comes or goes.
  assign has_ends = no_end[target] ? 1 : ends[target];
  assign has_sends = none_sent[sent_index] ? 1 : sends[sent_index];

  round_robin #(.WIDTH(Populations), .INDEX_BITS(Index)) pick (
      .clk, .rst, .wanted(ready), .take(start && !start_clearing), .index(chosen_index));

  always_comb begin
    // Compared one by one: an assignment to a bit by its number is made of a shifter.
    for (int p = 0; p < Populations; p++) begin
      ended[p] = end_valid && 32'(target) == p;
      starts[p] = start && !start_clearing && 32'(start_index) == p;
      has_fired[p] = done && !done_clearing && 32'(done_index) == p;
      has_run[p] = done && done_clearing && 32'(done_index) == p;
      sends_end[p] = sent && 32'(sent_index) == p;
    end
  end

  always_ff @(posedge clk)
    if (rst) begin
      running <= 0;
      complete <= 0;
      sending <= 0;
    end else begin
      running <= running | has_run;
      complete <= (complete | (has_ends == awaited[target] ? ended : 0)) & ~starts;
      sending <= (sending & ~(has_sends == destination_counts[sent_index] ? sends_end : 0)) |
                 (destination_count != 0 ? has_fired : 0);
    end

  always_ff @(posedge clk) begin
    ending <= (ending | (end_last ? ended : 0)) & ~starts & ~has_run;
    no_end <= (no_end & ~ended) | starts | has_run;
    none_sent <= (none_sent & ~sends_end) | has_fired;
  end

  always_ff @(posedge clk) begin
    if (end_valid) ends[target] <= has_ends + 1;
    if (sent) sends[sent_index] <= has_sends + 1;
    if (due) awaited[due_index] <= due_clearing ? Count'(forward_edges) : Count'(all_edges);
    if (done && !done_clearing) destination_counts[done_index] <= Sends'(destination_count);
  end

  // ENDs that said last, and the edges that have to.
  logic [Count-1:0] lasts[0:Populations-1];
  logic [Count-1:0] forwards[0:Populations-1];
  always_ff @(posedge clk) if (due && due_clearing) forwards[due_index] <= Count'(forward_edges);
  always_ff @(posedge clk)
    if (end_valid) lasts[target] <= (no_end[target] ? 0 : lasts[target]) + Count'(end_last);

  always_ff @(posedge clk)
    if (!rst) begin
      // No END to a population that is not there, does not run yet, or has all its ENDs.
      if (end_valid) begin
        assert (32'(end_target) < Populations);
        assert (running[target]);
        assert (!complete[target]);
        assert (has_ends <= awaited[target]);
      end
      // The forward in-edges agree on where the sample ends, and delayed ones do not say.
      if (start && !start_clearing)
        assert (ending[start_index] ? lasts[start_index] == forwards[start_index] : lasts[start_index] == 0);
      if (start && start_clearing) assert (!running[start_index]);
      if (due && due_clearing) assert (forward_edges != 0);
      if (sent) assert (sending[sent_index]);
    end

endmodule
