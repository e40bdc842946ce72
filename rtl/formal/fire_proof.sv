//===- fire_proof.sv - one lane fires as the specification says -------------===//
//
// One word of one lane goes through `fire_lanes`, with any potential, parameters, flags and bounds that the rules of an
// image allow. What is written and what is emitted must be what the three steps of a firing say, computed here at once. Words do not depend on each other, so one word is all of them.
//
//===----------------------------------------------------------------------===//

module fire_proof (
    input logic clk
);

  localparam int State = chip_pkg::STATE_BITS;
  localparam int Count = chip_pkg::COUNT_BITS;
  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Wide = State + Count + 1;
  // Everything is done by then: five reads, the stages, and a cycle for each spike.
  localparam int Deadline = 12 + chip_pkg::COUNT_MAX;

  (* anyconst *) logic signed [State-1:0] potential, threshold, lower_word, bias_word, subtract_word, upper;
  (* anyconst *) logic [Count-1:0] max_count;
  (* anyconst *) logic reset_to_zero, has_lower_bound, has_bias, has_subtract, last;

  // What an image may hold.
  always_comb begin
    assume (threshold > 0);
    assume (lower_word <= 0);
    assume (subtract_word >= 0);
    assume (max_count != 0);
    assume (32'(max_count) <= chip_pkg::COUNT_MAX);
    assume (!(reset_to_zero && has_subtract));
  end

  // Reset, start, one word; then nothing more.
  logic [7:0] cycle = 0;
  logic accepted = 0, written = 0;
  always_ff @(posedge clk) if (cycle != 8'hff) cycle <= cycle + 1;

  logic rst, start, valid, ready, state_read, state_write, still_active, push;
  logic [2:0] parameters;
  logic [Address-1:0] read_address, write_address;
  logic [State-1:0] read_data, write_data;
  logic [Count-1:0] push_counts;
  assign rst = cycle == 0;
  assign start = cycle == 1;
  assign valid = cycle > 1 && !accepted;
  assign parameters = 3'd1 + 3'(has_lower_bound) + 3'(has_bias) + 3'(has_subtract);

  /* verilator lint_off PINCONNECTEMPTY */
  fire_lanes lanes (
      .clk, .rst, .core_x(0), .core_y(0), .population(0), .start, .clearing(1'b0), .last,
      .state_base(0), .first_potential(Address'(parameters)), .parameters, .reset_to_zero, .has_lower_bound, .has_bias,
      .has_subtract, .upper, .max_count,
      .valid, .ready, .word(0), .y(0), .x(0), .group(0), .busy(),
      .state_read, .state_read_address(read_address), .state_read_data(read_data),
      .state_write, .state_write_address(write_address), .state_write_data(write_data), .still_active,
      .push, .push_y(), .push_x(), .push_group(), .push_counts);
  /* verilator lint_on PINCONNECTEMPTY */

  // The state memory: the parameters that there are, then the potential.
  logic [State-1:0] contents;
  always_comb begin
    contents = potential;
    if (read_address == 0) contents = threshold;
    else if (read_address == Address'(parameters)) contents = potential;
    else if (has_lower_bound && read_address == 1) contents = lower_word;
    else if (has_bias && read_address == 1 + Address'(has_lower_bound)) contents = bias_word;
    else contents = subtract_word;
  end
  always_ff @(posedge clk) begin
    if (state_read) read_data <= contents;
    if (!rst && valid && ready) accepted <= 1'b1;
    if (!rst && state_write) written <= 1'b1;
  end

  // The specification.
  logic signed [State-1:0] lower, subtract, sum, integrated, fired, stored;
  logic [Count-1:0] spikes;
  always_comb begin
    lower = has_lower_bound ? lower_word : -threshold;
    subtract = has_subtract ? subtract_word : threshold;
    sum = potential + (has_bias ? bias_word : 0);
    integrated = sum < lower ? lower : sum;
    // min(floor(v / threshold), max_count) is how many multiples of the threshold up to the cap are reached.
    spikes = 0;
    for (int n = 1; n <= chip_pkg::COUNT_MAX; n++)
      if ((n == 1 || (!reset_to_zero && n <= 32'(max_count))) && Wide'(integrated) >= $signed(Wide'(n)) * Wide'(threshold))
        spikes = Count'(n);
    fired = integrated - State'(spikes) * subtract;
    if (reset_to_zero && spikes != 0) fired = 0;
    stored = fired > upper ? upper : fired;
  end

  always_ff @(posedge clk)
    if (!rst) begin
      if (state_write) begin
        assert (!written);
        assert (write_address == Address'(parameters));
        assert (write_data == (last ? 0 : stored));
        assert (push == (spikes != 0));
        assert (!push || push_counts == spikes);
        assert (still_active == (!last && ((!reset_to_zero && stored >= threshold) || stored < lower)));
      end
      assert (!push || state_write);
      assert (32'(cycle) < Deadline || written);
    end

endmodule
