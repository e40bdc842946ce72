//===- fire_lanes.sv - the arithmetic of a firing ----------------------------===//
//
// Words come from the scan in address order. Where the group changes, its channel parameters are read first; they go
// down the same pipeline as the potentials, so that none is replaced while a word that needs it is still in work.
// A word takes one cycle, and one more for each spike of its busiest lane past the first.
//
//===----------------------------------------------------------------------===//

module fire_lanes (
    input  logic                                              clk,
    input  logic                                              rst,
    input  logic [                chip_pkg::CORE_X_BITS-1:0] core_x,
    input  logic [                chip_pkg::CORE_Y_BITS-1:0] core_y,
    input  logic [            chip_pkg::POPULATION_BITS-1:0] population,
    input  logic                                              start,
    // The population; `clearing` (RUN) only writes zeros.
    input  logic                                              clearing,
    input  logic                                              last,
    input  logic [               chip_pkg::ADDRESS_BITS-1:0] state_base,
    input  logic [               chip_pkg::ADDRESS_BITS-1:0] first_potential,
    input  logic [                                       2:0] parameters,
    input  logic                                              reset_to_zero,
    input  logic                                              has_lower_bound,
    input  logic                                              has_bias,
    input  logic                                              has_subtract,
    input  logic [                 chip_pkg::STATE_BITS-1:0] upper,
    input  logic [                 chip_pkg::COUNT_BITS-1:0] max_count,
    // Words to visit.
    input  logic                                              valid,
    output logic                                              ready,
    input  logic [               chip_pkg::ADDRESS_BITS-1:0] word,
    input  logic [            chip_pkg::COORDINATE_BITS-1:0] y,
    input  logic [            chip_pkg::COORDINATE_BITS-1:0] x,
    input  logic [                chip_pkg::GROUPS_BITS-1:0] group,
    output logic                                              busy,
    // State memory.
    output logic                                              state_read,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] state_read_address,
    input  logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] state_read_data,
    output logic                                              state_write,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] state_write_address,
    output logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] state_write_data,
    // With `state_write`: the word has to be visited in the next step whatever comes.
    output logic                                              still_active,
    // A word of the spike list.
    output logic                                              push,
    output logic [            chip_pkg::COORDINATE_BITS-1:0] push_y,
    output logic [            chip_pkg::COORDINATE_BITS-1:0] push_x,
    output logic [                chip_pkg::GROUPS_BITS-1:0] push_group,
    output logic [chip_pkg::LANES*chip_pkg::COUNT_BITS-1:0] push_counts
);

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Lanes = chip_pkg::LANES;
  localparam int State = chip_pkg::STATE_BITS;
  localparam int Count = chip_pkg::COUNT_BITS;

  // What a read of the state memory is for, one-hot.
  localparam logic [4:0] Threshold = 5'b00001, Lower = 5'b00010, Bias = 5'b00100, Subtract = 5'b01000, Potential = 5'b10000;

  // Issue: the parameters of a new group, then the potentials.
  logic group_valid, reading_parameters, issue, o_ready;
  logic [chip_pkg::GROUPS_BITS-1:0] current_group;
  logic [3:0] parameters_left;
  logic [4:0] purpose;
  logic [Address-1:0] parameter_address, next_parameter;

  assign parameter_address = state_base + Address'(group) * Address'(parameters);

  always_comb begin
    purpose = Potential;
    if (valid && !clearing) begin
      if (reading_parameters) begin
        if (parameters_left != 0) purpose = {1'b0, parameters_left & -parameters_left};
      end else if (!group_valid || current_group != group) purpose = Threshold;
    end
  end

  assign issue = valid && o_ready;
  assign ready = o_ready && purpose == Potential;
  assign state_read = issue;
  assign state_read_address = purpose == Potential ? first_potential + word :
                              purpose == Threshold ? parameter_address : next_parameter;

  always_ff @(posedge clk)
    if (rst || start) begin
      group_valid <= 1'b0;
      reading_parameters <= 1'b0;
    end else if (issue) begin
      if (purpose == Threshold) begin
        reading_parameters <= 1'b1;
        parameters_left <= {has_subtract, has_bias, has_lower_bound, 1'b0};
        next_parameter <= parameter_address + 1;
        current_group <= group;
        group_valid <= 1'b1;
      end else if (purpose == Potential) reading_parameters <= 1'b0;
      else begin
        parameters_left <= parameters_left & (parameters_left - 1);
        next_parameter <= next_parameter + 1;
      end
    end

  // Stage o: the memory's output. Stage e: the word in work.
  logic o_valid, o_advance, e_valid, e_finish, more;
  logic [4:0] o_purpose;
  logic [Address-1:0] o_word, e_word;
  logic [chip_pkg::COORDINATE_BITS-1:0] o_y, o_x, e_y, e_x;
  logic [chip_pkg::GROUPS_BITS-1:0] o_group, e_group;
  logic [Lanes*State-1:0] threshold, lower, bias, subtract;
  logic [Lanes*State-1:0] entering, e_remaining, e_residue, next_remaining, next_residue, stored;
  logic [Lanes*Count-1:0] e_counts, next_counts;
  logic [Count-1:0] cap;

  assign o_advance = o_valid && (!e_valid || e_finish);
  assign o_ready = !o_valid || o_advance;
  assign busy = valid || o_valid || e_valid;
  assign cap = reset_to_zero ? Count'(1) : max_count;

  always_ff @(posedge clk)
    if (rst) o_valid <= 1'b0;
    else if (o_ready) begin
      o_valid <= issue;
      if (issue) begin
        o_purpose <= purpose;
        o_word <= word;
        o_y <= y;
        o_x <= x;
        o_group <= group;
      end
    end

  // Lower bound -threshold, no bias and subtract = threshold, until a word says otherwise.
  always_ff @(posedge clk)
    if (o_advance && o_purpose != Potential) begin
      if (o_purpose == Threshold) begin
        threshold <= state_read_data;
        subtract <= state_read_data;
        bias <= 0;
        for (int l = 0; l < Lanes; l++) lower[l*State+:State] <= -state_read_data[l*State+:State];
      end
      if (o_purpose == Lower) lower <= state_read_data;
      if (o_purpose == Bias) bias <= state_read_data;
      if (o_purpose == Subtract) subtract <= state_read_data;
    end

  // Step 1: max(v + bias, lower), the sum modulo 2^STATE_BITS.
  logic [State-1:0] biased;
  always_comb begin
    entering = 0;
    biased = 0;
    if (o_valid && o_purpose == Potential && !clearing)
      for (int l = 0; l < Lanes; l++) begin
        biased = state_read_data[l*State+:State] + bias[l*State+:State];
        entering[l*State+:State] = $signed(biased) < $signed(lower[l*State+:State]) ? lower[l*State+:State] : biased;
      end
  end

  always_ff @(posedge clk)
    if (rst) e_valid <= 1'b0;
    else if (o_advance && o_purpose == Potential) begin
      e_valid <= 1'b1;
      e_word <= o_word;
      e_y <= o_y;
      e_x <= o_x;
      e_group <= o_group;
      e_remaining <= entering;
      e_residue <= entering;
      e_counts <= 0;
    end else if (e_finish) e_valid <= 1'b0;
    else if (e_valid) begin
      e_remaining <= next_remaining;
      e_residue <= next_residue;
      e_counts <= next_counts;
    end

  // Step 2: one spike of each lane a cycle. `more` looks whether another cycle would bring one.
  logic [State-1:0] one_threshold, one_remaining, one_residue;
  logic [Count-1:0] one_count;
  always_comb begin
    more = 1'b0;
    next_remaining = e_remaining;
    next_residue = e_residue;
    next_counts = e_counts;
    one_threshold = 0;
    one_remaining = 0;
    one_residue = 0;
    one_count = 0;
    stored = 0;
    still_active = 1'b0;
    if (e_valid && !clearing) begin
      for (int l = 0; l < Lanes; l++) begin
        one_threshold = threshold[l*State+:State];
        one_remaining = e_remaining[l*State+:State];
        one_residue = e_residue[l*State+:State];
        one_count = e_counts[l*Count+:Count];
        if ($signed(one_remaining) >= $signed(one_threshold) && one_count < cap) begin
          one_remaining = one_remaining - one_threshold;
          one_residue = reset_to_zero ? 0 : one_residue - subtract[l*State+:State];
          one_count = one_count + 1;
          if ($signed(one_remaining) >= $signed(one_threshold) && one_count < cap) more = 1'b1;
        end
        next_remaining[l*State+:State] = one_remaining;
        next_residue[l*State+:State] = one_residue;
        next_counts[l*Count+:Count] = one_count;
        // Step 3: min(v, upper), and whether the lane would change by itself.
        if ($signed(one_residue) > $signed(upper)) one_residue = upper;
        stored[l*State+:State] = one_residue;
        if (!reset_to_zero && $signed(one_residue) >= $signed(one_threshold)) still_active = 1'b1;
        if ($signed(one_residue) < $signed(lower[l*State+:State])) still_active = 1'b1;
      end
      if (last) still_active = 1'b0;
    end
  end

  assign e_finish = e_valid && !more;
  assign state_write = e_finish;
  assign state_write_address = first_potential + e_word;
  assign state_write_data = last || clearing ? 0 : stored;
  assign push = e_finish && next_counts != 0;
  assign push_y = e_y;
  assign push_x = e_x;
  assign push_group = e_group;
  assign push_counts = next_counts;

  // Thresholds are at least 1, so that padded lanes never fire and the count is bounded.
  always_ff @(posedge clk)
    if (!rst && e_valid && !clearing) begin
      assert (max_count != 0);
      for (int l = 0; l < Lanes; l++) assert ($signed(threshold[l*State+:State]) > 0);
      for (int l = 0; l < Lanes; l++) assert ($signed(lower[l*State+:State]) <= 0);
      for (int l = 0; l < Lanes; l++) assert ($signed(subtract[l*State+:State]) >= 0);
    end

`ifndef SYNTHESIS
  import "DPI-C" function void snnc_commit_word(
      input int core_column, input int core_row, input int slot, input int position,
      input bit [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] integrated,
      input bit [chip_pkg::LANES*chip_pkg::COUNT_BITS-1:0] counts,
      input bit [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] result);

  // The potentials after step 1 of the word in work.
  logic [Lanes*State-1:0] e_integrated;
  always_ff @(posedge clk) begin
    if (o_advance && o_purpose == Potential) e_integrated <= entering;
    if (!rst && e_finish && !clearing)
      snnc_commit_word(32'(core_x), 32'(core_y), 32'(population), 32'(e_word), e_integrated, next_counts, stored);
  end
`endif

endmodule
