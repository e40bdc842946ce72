//===- fire_lanes.sv - the arithmetic of a firing ----------------------------===//
//
// Words come from the scan in address order. Where the group changes, its channel parameters are read first; they go
// down the same pipeline as the potentials, so that none is replaced while a word that needs it is still in work.
// A word takes one cycle, one more for each spike of its busiest lane past the first, and one more where `upper` cut a
// lane off or a spike subtracts something else than the threshold. Neurons that keep a synaptic current take two, for
// they have two words. Of neurons that leak it is `leak` that writes what is left. A readout does not fire: its
// potentials go out digit by digit, one a cycle in all lanes.
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
    input  logic                                              has_decay,
    input  logic                                              has_current,
    // From a current to its potential.
    input  logic [               chip_pkg::ADDRESS_BITS-1:0] plane,
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

  // What a read of the state memory is for, one-hot: the parameters that there can be, the potential, the current.
  localparam int Parameters = chip_pkg::CURRENT != 0 ? 6 : chip_pkg::LEAK != 0 ? 5 : 4;
  localparam int Purposes = Parameters + (chip_pkg::CURRENT != 0 ? 2 : 1);
  localparam int Threshold = 0, Lower = 1, Bias = 2, Subtract = 3, Potential = Parameters;

  // Issue: the parameters of a new group, then the potentials.
  logic group_valid, reading_parameters, issue, o_ready, wants_current;
  logic [chip_pkg::GROUPS_BITS-1:0] current_group;
  logic [Parameters-1:0] parameters_left, parameters_there, next_left;
  logic [Purposes-1:0] purpose;
  logic [Address-1:0] parameter_address, next_parameter, current_address, potential_address;

  assign next_left = parameters_left & -parameters_left;
  assign parameter_address = state_base + Address'(group) * Address'(parameters);
  // Ports feed what comes first.
  assign current_address = first_potential + word;
  assign potential_address = has_current && !clearing ? current_address + plane : current_address;

  always_comb begin
    purpose = Purposes'(1) << Potential;
    if (valid && !clearing) begin
      if (reading_parameters && parameters_left != 0) purpose = Purposes'(next_left);
      else if (!reading_parameters && (!group_valid || current_group != group)) purpose = Purposes'(1) << Threshold;
      else if (wants_current) purpose = Purposes'(1) << (Purposes - 1);
    end
  end

  assign issue = valid && o_ready;
  assign ready = o_ready && purpose[Potential];
  assign state_read = issue;
  assign state_read_address = purpose[Potential] ? potential_address :
                              wants_current && purpose[Purposes-1] ? current_address :
                              purpose[Threshold] ? parameter_address : next_parameter;

  always_ff @(posedge clk)
    if (rst || start) begin
      group_valid <= 1'b0;
      reading_parameters <= 1'b0;
    end else if (issue) begin
      if (purpose[Threshold]) begin
        reading_parameters <= 1'b1;
        parameters_left <= parameters_there;
        next_parameter <= parameter_address + 1;
        current_group <= group;
        group_valid <= 1'b1;
      end else if (purpose[Potential] || (wants_current && purpose[Purposes-1])) reading_parameters <= 1'b0;
      else begin
        parameters_left <= parameters_left & (parameters_left - 1);
        next_parameter <= next_parameter + 1;
      end
    end

  // Stage o: the memory's output. Stage e: the word in work.
  logic o_valid, o_advance, e_valid, e_load, e_check, e_fired, e_finish, more, check;
  logic [Purposes-1:0] o_purpose;
  logic [Address-1:0] o_word, e_word;
  logic [chip_pkg::COORDINATE_BITS-1:0] o_y, o_x, e_y, e_x;
  logic [chip_pkg::GROUPS_BITS-1:0] o_group, e_group;
  logic [Lanes*State-1:0] threshold, lower, bias, subtract, inflow;
  logic [Lanes*State-1:0] sum, entering, e_residue, e_short, entering_short, residue, short, stored;
  logic [Lanes-1:0] entering_fires, e_fires, e_clamped, fires, reaches, outside;
  logic [Lanes*Count-1:0] e_counts, next_counts;
  logic [Count-1:0] cap, e_spikes, next_spikes;
  logic leaking, leak_start, leak_ready, leak_busy, leak_write, leak_active, still_firing, e_active;
  logic [Address-1:0] leak_address;
  logic [Lanes*State-1:0] leak_data, leak_left;

  // A readout says so by a greatest count of 0. A digit is as wide as a count; all of them are listed, the lowest first.
  logic readout, more_digits;
  if (chip_pkg::READOUT != 0) begin : g_readout
    logic [chip_pkg::PLACE_BITS-1:0] place;
    logic [Lanes*Count-1:0] digits;

    assign readout = max_count == 0 && !clearing;
    assign more_digits = e_valid && readout && 32'(place) != chip_pkg::PLACES - 1;
    always_ff @(posedge clk)
      if (e_load) place <= 0;
      else if (more_digits) place <= place + 1;

    always_comb begin
      digits = 'x;
      if (e_valid && readout)
        for (int l = 0; l < Lanes; l++)
          for (int p = 0; p < chip_pkg::PLACES; p++)
            if (32'(place) == p)
              digits[l*Count+:Count] = Count'(e_residue[l*State+:State] >> (p * Count));
    end
    assign push_counts = readout ? digits : next_counts;
  end else begin : g_no_readout
    assign readout = 1'b0;
    assign more_digits = 1'b0;
    assign push_counts = next_counts;
  end

  assign o_advance = o_valid && (!e_valid || e_finish);
  assign e_load = o_advance && o_purpose[Potential];
  assign o_ready = !o_valid || o_advance;
  assign busy = valid || o_valid || e_valid || leak_busy;
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
    if (o_advance) begin
      if (o_purpose[Threshold]) begin
        threshold <= state_read_data;
        subtract <= state_read_data;
        bias <= 0;
      end
      // One adder makes -threshold, and takes the bound as it is.
      if (o_purpose[Threshold] || o_purpose[Lower])
        for (int l = 0; l < Lanes; l++)
          lower[l*State+:State] <= State'(o_purpose[Threshold]) +
                                   (state_read_data[l*State+:State] ^ {State{o_purpose[Threshold]}});
      if (o_purpose[Bias]) bias <= state_read_data;
      if (o_purpose[Subtract]) subtract <= state_read_data;
    end

  // Step 1: max(v + bias, lower), the sum modulo 2^STATE_BITS. With a current the bias came to that, and it comes to v.
  // How far it stays below the threshold, less one, is kept beside it: threshold - 1 - v, negative where it fires.
  logic [State-1:0] one_sum, one_entering;
  logic [State:0] one_entering_short;
  always_comb begin
    sum = 'x;
    entering = 'x;
    entering_short = 'x;
    entering_fires = 'x;
    one_sum = 'x;
    one_entering = 'x;
    one_entering_short = 'x;
    if (o_valid)
      for (int l = 0; l < Lanes; l++) begin
        one_sum = state_read_data[l*State+:State] + inflow[l*State+:State];
        one_entering = $signed(one_sum) < $signed(lower[l*State+:State]) ? lower[l*State+:State] : one_sum;
        one_entering_short = {1'b0, threshold[l*State+:State]} + {!one_entering[State-1], ~one_entering};
        sum[l*State+:State] = one_sum;
        entering[l*State+:State] = one_entering;
        entering_short[l*State+:State] = one_entering_short[State-1:0];
        entering_fires[l] = one_entering_short[State];
      end
  end

  always_ff @(posedge clk)
    if (rst) e_valid <= 1'b0;
    else if (e_load) begin
      e_valid <= 1'b1;
      e_check <= 1'b0;
      e_fired <= 1'b0;
      e_spikes <= 0;
      e_word <= o_word;
      e_y <= o_y;
      e_x <= o_x;
      e_group <= o_group;
      e_counts <= 0;
      e_fires <= entering_fires;
      e_residue <= entering;
      e_short <= entering_short;
    end else if (e_finish) e_valid <= 1'b0;
    else if (e_valid && (more || check)) begin
      e_check <= check;
      e_fired <= e_fired || fires != 0;
      e_spikes <= next_spikes;
      e_counts <= next_counts;
      e_fires <= fires & reaches;
      e_residue <= residue;
      e_short <= short;
      e_clamped <= outside;
    end

  // Step 2: one spike of each lane a cycle; lanes that still fire have fired in each cycle so far, so their counts are
  // one number. Step 3: min(v, upper).
  // Whether a lane would change by itself can be seen beside that where it was cut off by the cap. Where it was cut off
  // by `upper`, or what a spike subtracts is not the threshold, another cycle compares what is stored.
  logic [State-1:0] one_residue, one_taken, one_bound, one_operand;
  logic [State:0] one_difference;
  logic fires_at_all;
  assign fires_at_all = e_valid && !clearing && !readout && !e_check;
  assign fires = fires_at_all ? e_fires : 0;
  assign next_spikes = e_spikes + 1;

  always_comb begin
    residue = 'x;
    short = 'x;
    next_counts = 'x;
    stored = 'x;
    reaches = 0;
    outside = 0;
    one_residue = 'x;
    one_taken = 'x;
    one_bound = 'x;
    one_operand = 'x;
    one_difference = 'x;
    if (e_valid && !clearing)
      for (int l = 0; l < Lanes; l++) begin
        one_residue = e_residue[l*State+:State];
        one_taken = !fires[l] ? 0 : reset_to_zero ? one_residue : subtract[l*State+:State];
        one_residue = one_residue - one_taken;
        residue[l*State+:State] = one_residue;
        next_counts[l*Count+:Count] = fires[l] ? next_spikes : e_counts[l*Count+:Count];
        // v - upper - 1 is not negative above `upper`; in the cycle that checks, v - lower is negative below `lower`.
        one_bound = e_check ? lower[l*State+:State] : upper;
        one_difference = {one_residue[State-1], one_residue} + {!one_bound[State-1], ~one_bound} +
                         (State + 1)'(e_check);
        outside[l] = one_difference[State] == e_check;
        stored[l*State+:State] = (e_check ? e_clamped[l] : outside[l]) ? upper : one_residue;
        // A spike takes the threshold from what is left: it is short of one more. In the cycle that checks nothing fires,
        // so that what is stored is known from registers.
        one_operand = !e_check ? e_short[l*State+:State] : ~(e_clamped[l] ? upper : e_residue[l*State+:State]);
        one_difference = {1'b0, threshold[l*State+:State]} + {one_operand[State-1], one_operand};
        short[l*State+:State] = one_difference[State-1:0];
        reaches[l] = one_difference[State];
      end
  end

  assign still_firing = (fires & reaches) != 0;
  assign more = more_digits || (still_firing && next_spikes != cap);
  assign check = fires_at_all && !more && !leaking && !last &&
                 (outside != 0 || (has_subtract && (e_fired || fires != 0)));
  assign e_active = !last && (e_check ? (!reset_to_zero && reaches != 0) || outside != 0 :
                                        !reset_to_zero && still_firing);

  // Step 4 is that of `leak`, which writes then.
  assign leaking = has_decay && !clearing;
  assign e_finish = e_valid && !more && !check && (!leaking || leak_ready);
  assign leak_start = e_finish && leaking;
  assign state_write = leak_write || (e_finish && !leaking);
  assign state_write_address = leak_write ? leak_address : first_potential + e_word;
  assign state_write_data = leak_write ? leak_data : last || clearing ? 0 : stored;
  assign still_active = leak_write ? leak_active : e_active;
  assign push = readout ? more || e_finish : e_finish && !clearing && (e_fired || fires != 0);
  assign push_y = e_y;
  assign push_x = e_x;
  assign push_group = e_group;

  if (chip_pkg::CURRENT != 0) begin : g_current
    localparam int CurrentDecay = 5, Current = Purposes - 1;
    logic current_read;
    // The next word's current comes when this one's work is done.
    logic [Lanes*State-1:0] synaptic, decay, current_decay;

    assign parameters_there = {has_current, has_decay, has_subtract, has_bias, has_lower_bound, 1'b0};
    assign wants_current = has_current && !current_read;
    assign inflow = has_current && !o_purpose[Current] ? synaptic : bias;

    always_ff @(posedge clk)
      if (rst || start) current_read <= 1'b0;
      else if (issue) current_read <= purpose[Current];

    always_ff @(posedge clk)
      if (o_advance) begin
        if (o_purpose[4]) decay <= state_read_data;
        if (o_purpose[CurrentDecay]) current_decay <= state_read_data;
        if (o_purpose[Current]) synaptic <= sum;
      end

    leak #(.HAS_CURRENT(1)) leak (
        .clk, .rst, .start(leak_start), .ready(leak_ready), .busy(leak_busy), .last, .has_current,
        .current_address(first_potential + e_word), .plane, .potential(stored), .current(synaptic), .decay,
        .current_decay, .write(leak_write), .write_address(leak_address), .write_data(leak_data), .left(leak_left),
        .still_active(leak_active));

    // A parameter is replaced only when the last word that needs it has decayed.
    always_ff @(posedge clk)
      if (!rst && o_advance && o_purpose[CurrentDecay]) assert (leak_ready);
  end else if (chip_pkg::LEAK != 0) begin : g_leak
    logic [Lanes*State-1:0] decay, zeros;

    assign zeros = 0;
    assign parameters_there = {has_decay, has_subtract, has_bias, has_lower_bound, 1'b0};
    assign wants_current = 1'b0;
    assign inflow = bias;

    always_ff @(posedge clk) if (o_advance && o_purpose[4]) decay <= state_read_data;

    leak #(.HAS_CURRENT(0)) leak (
        .clk, .rst, .start(leak_start), .ready(leak_ready), .busy(leak_busy), .last, .has_current(1'b0),
        .current_address(first_potential + e_word), .plane, .potential(stored), .current(zeros), .decay,
        .current_decay(zeros), .write(leak_write), .write_address(leak_address), .write_data(leak_data), .left(leak_left),
        .still_active(leak_active));
  end else begin : g_no_leak
    assign parameters_there = {has_subtract, has_bias, has_lower_bound, 1'b0};
    assign wants_current = 1'b0;
    assign inflow = bias;
    assign leak_ready = 1'b1;
    assign leak_busy = 1'b0;
    assign leak_write = 1'b0;
    assign leak_active = 1'b0;
    assign leak_address = 0;
    assign leak_data = 0;
    assign leak_left = 0;
  end

  // Thresholds are at least 1, so that padded lanes never fire and the count is bounded.
  always_ff @(posedge clk)
    if (!rst && e_valid && !clearing) begin
      if (chip_pkg::READOUT == 0) assert (max_count != 0);
      if (readout) assert (!reset_to_zero);
      assert ($signed(upper) >= 0);
      for (int l = 0; l < Lanes; l++) assert ($signed(threshold[l*State+:State]) > 0);
      for (int l = 0; l < Lanes; l++) assert ($signed(lower[l*State+:State]) <= 0);
      for (int l = 0; l < Lanes; l++) assert ($signed(subtract[l*State+:State]) >= 0);
    end

`ifndef SYNTHESIS
  import "DPI-C" function void snnc_commit_word(
      input int core_column, input int core_row, input int slot, input int position,
      input bit [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] integrated,
      input bit [chip_pkg::LANES*chip_pkg::COUNT_BITS-1:0] counts,
      input bit [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] result,
      input bit [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] current);

  // The potentials after step 1 of the word in work. A word that leaks is committed with what was left of it: its current
  // is written last.
  logic [Lanes*State-1:0] e_integrated, leak_integrated, left_potential;
  logic [Lanes*Count-1:0] leak_counts;
  logic [Address-1:0] leak_word;
  logic leak_pending;
  always_ff @(posedge clk) begin
    if (e_load) e_integrated <= entering;
    if (leak_start) begin
      leak_integrated <= e_integrated;
      leak_counts <= next_counts;
      leak_word <= e_word;
    end
    if (rst) leak_pending <= 1'b0;
    else if (leak_start) leak_pending <= has_current;
    else if (leak_write) leak_pending <= 1'b0;
    if (leak_write) left_potential <= leak_left;
    if (!rst && e_finish && !leaking && !clearing)
      snnc_commit_word(32'(core_x), 32'(core_y), 32'(population), 32'(e_word), e_integrated, next_counts, stored, 0);
    if (!rst && leak_write && !leak_pending)
      snnc_commit_word(32'(core_x), 32'(core_y), 32'(population), 32'(leak_word), leak_integrated, leak_counts,
                       has_current ? left_potential : leak_left, has_current ? leak_left : 0);
  end
`endif

endmodule
