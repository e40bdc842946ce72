//===- fire_proof.sv - one lane fires as the specification says -------------===//
//
// One word of one lane goes through `fire_lanes` and `adder`, with any potential, parameters, flags and bounds that the rules
// of an image allow. What is written and what is emitted must be what the steps of a firing say, computed here at once. Words do
// not depend on each other, so one word is all of them.
//
//===----------------------------------------------------------------------===//

module fire_proof (
    input logic clk
);

  localparam int State = chip_pkg::STATE_BITS;
  localparam int Factor = chip_pkg::DECAY_BITS + 1;
  localparam int One = 1 << chip_pkg::DECAY_BITS;
  localparam int Count = chip_pkg::COUNT_BITS;
  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Wide = State + Count + 1;
  // Everything is done by then: the reads, the stages, and a cycle for each spike.
  localparam int Deadline = 16 + chip_pkg::COUNT_MAX;

  (* anyconst *) logic signed [State-1:0] potential, current, threshold, lower_word, bias_word, subtract_word, upper;
  (* anyconst *) logic [State-1:0] decay, current_decay;
  (* anyconst *) logic [Count-1:0] max_count;
  (* anyconst *) logic reset_to_zero, has_lower_bound, has_bias, has_subtract, wants_decay, wants_current, last;
  logic has_decay, has_current;
  assign has_current = chip_pkg::CURRENT != 0 && wants_current;
  assign has_decay = chip_pkg::LEAK != 0 && (wants_decay || has_current);

  // What an image may hold.
  always_comb begin
    assume (threshold > 0);
    assume (lower_word <= 0);
    assume (subtract_word >= 0);
    assume (upper >= 0);
    assume (max_count != 0 || (chip_pkg::READOUT != 0 && has_decay && !reset_to_zero));
    assume (32'(max_count) <= chip_pkg::COUNT_MAX);
    assume (!(reset_to_zero && has_subtract));
    if (has_decay) assume (32'(decay) <= One);
    if (has_current) assume (32'(current_decay) < One);
  end

  logic pushed = 0;
  logic [4:0] digits = 0;

  // Reset, start, one word; then nothing more.
  logic [7:0] cycle = 0;
  logic accepted = 0, written = 0, current_written = 0;
  always_ff @(posedge clk) if (cycle != 8'hff) cycle <= cycle + 1;

  logic rst, start, valid, ready, state_read, store, state_write, remains, still_active, push;
  logic [2:0] parameters;
  logic [Address-1:0] read_address, store_address, write_address, activity_address;
  logic [State-1:0] read_data, store_word, write_data;
  logic [Factor-1:0] store_decays;
  logic [Count-1:0] push_counts;
  assign rst = cycle == 0;
  assign start = cycle == 1;
  assign valid = cycle > 1 && !accepted;
  assign parameters = 3'd1 + 3'(has_lower_bound) + 3'(has_bias) + 3'(has_subtract) + 3'(has_decay) + 3'(has_current);

  /* verilator lint_off PINCONNECTEMPTY */
  fire_lanes lanes (
      .clk, .rst, .core_x(0), .core_y(0), .population(0), .start, .clearing(1'b0), .adding(1'b0), .last,
      .state_base(0), .first_potential(Address'(parameters)), .parameters, .reset_to_zero, .has_lower_bound, .has_bias,
      .has_subtract, .has_decay, .has_current, .plane(Address'(1)), .upper, .max_count,
      .valid, .ready, .address(Address'(parameters)), .y(0), .x(0), .group(0), .busy(),
      .state_read, .state_read_address(read_address), .state_read_data(read_data),
      .store, .store_address, .store_word, .store_decays, .left(write_data), .remains, .still_active, .activity_address,
      .push, .push_y(), .push_x(), .push_group(), .push_counts);
  adder adder (
      .clk, .rst, .tap_valid(1'b0), .tap_packed(1'b0), .tap_weight(0), .tap_state(0), .tap_count(0), .tap_negative(1'b0),
      .tap_shift(0), .config_valid(1'b0), .config_address(0), .config_parts(0), .config_data(0),
      .firing(cycle > 1), .fired_valid(store), .fired_address(store_address), .fired_word(store_word),
      .fired_decays(store_decays), .weight_read(), .weight_address(), .weight_data(0),
      .state_read(), .state_read_address(), .state_read_data(read_data),
      .state_write, .state_write_address(write_address), .state_write_parts(), .state_write_data(write_data), .counts(),
      .remains, .busy(), .active());
  /* verilator lint_on PINCONNECTEMPTY */

  // The state memory: the parameters that there are, then the current where there is one, then the potential.
  logic [State-1:0] contents;
  logic [Address-1:0] bias_at, subtract_at, decay_at;
  assign bias_at = 1 + Address'(has_lower_bound);
  assign subtract_at = bias_at + Address'(has_bias);
  assign decay_at = subtract_at + Address'(has_subtract);
  always_comb begin
    contents = potential;
    if (read_address == 0) contents = threshold;
    else if (read_address == Address'(parameters)) contents = has_current ? current : potential;
    else if (read_address == Address'(parameters) + 1) contents = potential;
    else if (has_lower_bound && read_address == 1) contents = lower_word;
    else if (has_bias && read_address == bias_at) contents = bias_word;
    else if (has_subtract && read_address == subtract_at) contents = subtract_word;
    else if (has_decay && read_address == decay_at) contents = decay;
    else contents = current_decay;
  end
  always_ff @(posedge clk) begin
    if (state_read) read_data <= contents;
    if (!rst && valid && ready) accepted <= 1'b1;
    if (!rst && state_write && has_current && !current_written) current_written <= 1'b1;
    else if (!rst && state_write) written <= 1'b1;
  end

  // The specification.
  logic signed [State-1:0] lower, subtract, inflow, sum, integrated, fired, stored, left;
  logic [State-1:0] decayed_potential, left_current;
  logic [Count-1:0] spikes, digit;
  int place;
  always_comb begin
    lower = has_lower_bound ? lower_word : -threshold;
    subtract = has_subtract ? subtract_word : threshold;
    inflow = (has_bias ? bias_word : 0) + (has_current ? current : 0);
    sum = potential + inflow;
    integrated = sum < lower ? lower : sum;
    // min(floor(v / threshold), max_count) is how many multiples of the threshold up to the cap are reached.
    spikes = 0;
    for (int n = 1; n <= chip_pkg::COUNT_MAX; n++)
      if (((n == 1 && max_count != 0) || (!reset_to_zero && n <= 32'(max_count))) && Wide'(integrated) >= $signed(Wide'(n)) * Wide'(threshold))
        spikes = Count'(n);
    fired = integrated - State'(spikes) * subtract;
    if (reset_to_zero && spikes != 0) fired = 0;
    stored = fired > upper ? upper : fired;
    left = has_decay ? decayed_potential : stored;
    place = 32'(digits) * Count;
    digit = Count'(integrated >> place);
  end

  // What a decay leaves of a number: towards zero.
  logic [State+Factor-1:0] potential_magnitude, current_magnitude;
  always_comb begin
    potential_magnitude = 0;
    potential_magnitude[State-1:0] = stored < 0 ? -stored : stored;
    potential_magnitude = potential_magnitude * Factor'(decay) >> chip_pkg::DECAY_BITS;
    decayed_potential = stored < 0 ? State'(-potential_magnitude) : State'(potential_magnitude);
    current_magnitude = 0;
    current_magnitude[State-1:0] = inflow < 0 ? -inflow : inflow;
    current_magnitude = current_magnitude * Factor'(current_decay) >> chip_pkg::DECAY_BITS;
    left_current = inflow < 0 ? State'(-current_magnitude) : State'(current_magnitude);
  end

  always_ff @(posedge clk)
    if (!rst) begin
      if (state_write) begin
        assert (!written);
        // The current comes first. The activity is its word's, and known when the potential is.
        if (has_current && !current_written) begin
          assert (write_address == Address'(parameters));
          assert (write_data == (last ? 0 : left_current));
        end else begin
          assert (activity_address == Address'(parameters));
          assert (write_address == Address'(parameters) + Address'(has_current));
          assert (write_data == (last ? 0 : left));
          if (has_current) assert (still_active == (!last && (left != 0 || left_current != 0)));
          if (has_decay && !has_current) assert (still_active == (!last && left != 0));
          if (!has_decay)
            assert (still_active == (!last && ((!reset_to_zero && stored >= threshold) || stored < lower)));
        end
      end
      // A readout lists each digit of its potential, the lowest first. Modulo 2^State they make the potential, so that bits of
      // the last one above the potential's may be any.
      if (push) begin
        if (max_count == 0) begin
          assert (32'(digits) < chip_pkg::PLACES);
          assert (State'(push_counts) << place == State'(digit) << place);
          digits <= digits + 1;
        end else begin
          assert (push_counts == spikes && spikes != 0);
          assert (!pushed);
        end
        pushed <= 1'b1;
      end
      if (written && max_count != 0) assert (pushed == (spikes != 0));
      if (written && max_count == 0) assert (32'(digits) == chip_pkg::PLACES);
      assert (!push || store || has_decay);
      assert (32'(cycle) < Deadline || written);
    end

endmodule
