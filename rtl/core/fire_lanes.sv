//===- fire_lanes.sv - the arithmetic of a firing ----------------------------===//
//
// Words come from the scan in address order. Where the group changes, its channel parameters are read first; they go
// down the same pipeline as the potentials, so that none is replaced while a word that needs it is still in work.
// A word takes one cycle, one more for each spike of its busiest lane past the first, and one more where `upper` cut a
// lane off or a spike subtracts something else than the threshold. Neurons that keep a synaptic current take two, for
// they have two words: the current comes first and is one addend of the potential. The pixels of a max pool, whose
// spikes are added to their counts, go the same way. A readout does not fire: its potentials go out digit by digit, one a
// cycle in all lanes.
//
// What is stored goes through the products of `adder`, which takes it in any cycle and writes it in the next one.
//
//===----------------------------------------------------------------------===//

module fire_lanes (
    input  logic                                              clk,
    input  logic                                              rst,
    input  logic [                chip_pkg::CORE_X_BITS-1:0] core_x,
    input  logic [                chip_pkg::CORE_Y_BITS-1:0] core_y,
    input  logic [            chip_pkg::POPULATION_BITS-1:0] population,
    input  logic                                              start,
    // The population; `clearing` (RUN) only writes zeros, `adding` adds up frames and counts of a max pool.
    input  logic                                              clearing,
    input  logic                                              adding,
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
    // From a current to its potential, from a frame to its count.
    input  logic [               chip_pkg::ADDRESS_BITS-1:0] plane,
    input  logic [                 chip_pkg::STATE_BITS-1:0] upper,
    input  logic [                 chip_pkg::COUNT_BITS-1:0] max_count,
    // Words to visit.
    input  logic                                              valid,
    output logic                                              ready,
    input  logic [               chip_pkg::ADDRESS_BITS-1:0] address,
    input  logic [            chip_pkg::COORDINATE_BITS-1:0] y,
    input  logic [            chip_pkg::COORDINATE_BITS-1:0] x,
    input  logic [                chip_pkg::GROUPS_BITS-1:0] group,
    output logic                                              busy,
    // State memory.
    output logic                                              state_read,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] state_read_address,
    input  logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] state_read_data,
    // A word to store, and what is to be left of each lane in 1/2^DECAY_BITS.
    output logic                                              store,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] store_address,
    output logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] store_word,
    output logic [chip_pkg::LANES*(chip_pkg::DECAY_BITS+1)-1:0] store_decays,
    // It is written: what is left of it, and whether something is.
    input  logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] left,
    input  logic                                              remains,
    // With that write: the word has to be visited in the next step whatever comes, that of the current where there is one.
    output logic                                              still_active,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] activity_address,
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
  localparam int Decay = chip_pkg::DECAY_BITS + 1;

  // What a read of the state memory is for, one-hot: the parameters that there can be, the potential (or the count of a
  // pixel), and where there can be one the word in front of it, a current or a frame.
  localparam int Parameters = chip_pkg::CURRENT != 0 ? 6 : chip_pkg::LEAK != 0 ? 5 : 4;
  localparam bit Pairs = chip_pkg::CURRENT != 0 || chip_pkg::MAX_POOL != 0;
  localparam int Purposes = Pairs ? Parameters + 2 : Parameters + 1;
  localparam int Threshold = 0, Lower = 1, Bias = 2, Subtract = 3, Potential = Parameters, Front = Purposes - 1;

  // Issue: the parameters of a new group, then the potentials.
  logic group_valid, reading_parameters, issue, o_ready, pairs, wants_front;
  logic [chip_pkg::GROUPS_BITS-1:0] current_group;
  logic [Parameters-1:0] parameters_left, parameters_there, next_left;
  logic [Purposes-1:0] purpose;
  logic [Address-1:0] parameter_address, next_parameter;

  assign next_left = parameters_left & -parameters_left;
  assign parameter_address = state_base + Address'(group) * Address'(parameters);
  assign parameters_there = Parameters'({has_current, has_decay, has_subtract, has_bias, has_lower_bound, 1'b0});
  assign pairs = Pairs && (has_current || adding) && !clearing;

  always_comb begin
    purpose = Purposes'(1) << Potential;
    if (valid && !clearing) begin
      if (reading_parameters && parameters_left != 0) purpose = Purposes'(next_left);
      else if (!adding && !reading_parameters && (!group_valid || current_group != group))
        purpose = Purposes'(1) << Threshold;
      else if (wants_front) purpose = Purposes'(1) << Front;
    end
  end

  assign issue = valid && o_ready;
  assign ready = o_ready && purpose[Potential];
  assign state_read = issue;

  always_comb begin
    state_read_address = next_parameter;
    if (purpose[Threshold]) state_read_address = parameter_address;
    if (purpose[Potential]) state_read_address = pairs ? address + plane : address;
    else if (Pairs && purpose[Front]) state_read_address = address;
  end

  always_ff @(posedge clk)
    if (rst || start) begin
      group_valid <= 1'b0;
      reading_parameters <= 1'b0;
    end else if (issue) begin
      next_parameter <= state_read_address + 1;
      if (purpose[Threshold]) begin
        reading_parameters <= 1'b1;
        parameters_left <= parameters_there;
        current_group <= group;
        group_valid <= 1'b1;
      end else if (purpose[Potential] || purpose[Front]) reading_parameters <= 1'b0;
      else begin
        parameters_left <= parameters_left & (parameters_left - 1);
      end
    end

  // Stage o: the memory's output. Stage e: the word in work.
  logic o_valid, o_advance, o_front, e_valid, e_load, e_front, e_bounded, e_readout, e_checkable, e_check, e_fired, e_capped, e_has_lower_bound;
  logic e_finish, more, checks, check, clears;
  logic [Purposes-1:0] o_purpose;
  logic [Address-1:0] o_address, e_address;
  logic [chip_pkg::COORDINATE_BITS-1:0] o_y, o_x, e_y, e_x;
  logic [chip_pkg::GROUPS_BITS-1:0] o_group, e_group;
  logic [Lanes*State-1:0] threshold, bound, bias, subtract, inflow;
  logic [Lanes*State-1:0] entering, e_residue, e_short, entering_short, residue, short;
  logic [Lanes-1:0] entering_fires, entering_low, e_fires, e_negates, e_clamped, fires, reaches, outside;
  logic [Lanes*Count-1:0] e_counts, next_counts;
  logic [Count-1:0] cap, e_spikes, next_spikes;
  logic [Lanes*Decay-1:0] left_of;
  logic leaking, still_firing, e_active, w_leaks;

  // A readout says so by a greatest count of 0. A digit is as wide as a count; all of them are listed, the lowest first.
  logic readout, more_digits;
  if (chip_pkg::READOUT != 0) begin : g_readout
    logic [chip_pkg::PLACE_BITS-1:0] place;
    logic [Lanes*Count-1:0] digits;

    assign readout = max_count == 0;
    assign more_digits = e_valid && e_readout && 32'(place) != chip_pkg::PLACES - 1;
    always_ff @(posedge clk)
      if (e_load) place <= 0;
      else if (more_digits) place <= place + 1;

    always_comb begin
      digits = 'x;
      if (e_valid && e_readout)
        for (int l = 0; l < Lanes; l++)
          for (int p = 0; p < chip_pkg::PLACES; p++)
            if (32'(place) == p)
              digits[l*Count+:Count] = Count'(residue[l*State+:State] >> (p * Count));
    end
    assign push_counts = e_readout ? digits : next_counts;
  end else begin : g_no_readout
    assign readout = 1'b0;
    assign more_digits = 1'b0;
    assign push_counts = next_counts;
  end

  assign o_advance = o_valid && (!e_valid || e_finish);
  assign o_front = Pairs && o_purpose[Front];
  assign e_load = o_advance && (o_purpose[Potential] || o_front);
  assign o_ready = !o_valid || o_advance;
  assign busy = valid || o_valid || e_valid || w_leaks;
  assign cap = reset_to_zero ? Count'(1) : max_count;

  always_ff @(posedge clk)
    if (rst) o_valid <= 1'b0;
    else if (o_ready) begin
      o_valid <= issue;
      if (issue) begin
        o_purpose <= purpose;
        o_address <= state_read_address;
        o_y <= y;
        o_x <= x;
        o_group <= group;
      end
    end

  // Lower bound -threshold, no bias and subtract = threshold, until a word says otherwise. In place of a bound of -threshold
  // stands threshold.
  always_ff @(posedge clk) begin
    if (o_advance) begin
      if (o_purpose[Threshold]) begin
        threshold <= state_read_data;
        subtract <= state_read_data;
      end
      if (o_purpose[Threshold] || o_purpose[Lower]) bound <= state_read_data;
      if (o_purpose[Bias]) bias <= state_read_data;
      if (o_purpose[Subtract]) subtract <= state_read_data;
    end
    if (start || (o_advance && o_purpose[Threshold])) bias <= 0;
  end

  if (Pairs) begin : g_pairs
    logic front_read;

    assign wants_front = pairs && !front_read;
    always_ff @(posedge clk)
      if (rst || start) front_read <= 1'b0;
      else if (issue) front_read <= purpose[Front];

    // What came in front of a potential is in stage e by then, for one cycle.
    assign inflow = pairs && o_purpose[Potential] ? e_residue : bias;
    always_ff @(posedge clk) if (!rst && o_valid && pairs && o_purpose[Potential]) assert (e_valid && e_front && e_finish);
  end else begin : g_single
    assign wants_front = 1'b0;
    assign inflow = bias;
  end

  // Step 1: max(v + bias, lower), the sum modulo 2^STATE_BITS. With a current the bias came to that, and it comes to v.
  // How far the sum stays below the threshold, less one, is kept beside it: threshold - 1 - v, negative where it fires. At
  // the lower bound nothing fires.
  logic bounded, fires_at_all;
  logic [State-1:0] one_sum, one_bound;
  // With a bit below that borrows.
  logic [State+1:0] one_distance;
  assign bounded = o_purpose[Potential] && !adding;
  assign fires_at_all = bounded && !clearing && !readout;
  always_comb begin
    entering = 'x;
    entering_low = 'x;
    entering_short = 'x;
    entering_fires = 'x;
    one_sum = 'x;
    one_bound = 'x;
    one_distance = 'x;
    if (o_valid)
      for (int l = 0; l < Lanes; l++) begin
        // Written as a difference, for there the first operand costs no LUT where the second is a choice.
        one_distance = {1'b0, state_read_data[l*State+:State], 1'b0} - {1'b0, ~inflow[l*State+:State], 1'b1};
        one_sum = one_distance[State:1];
        // v - lower, or v + threshold: negative below the bound.
        one_bound = has_lower_bound ? bound[l*State+:State] : ~bound[l*State+:State];
        one_distance = {one_sum[State-1], one_sum, has_lower_bound} - {one_bound[State-1], one_bound, !has_lower_bound};
        entering_low[l] = bounded && one_distance[State+1];
        entering[l*State+:State] = entering_low[l] ? bound[l*State+:State] : one_sum;
        one_distance = {1'b0, threshold[l*State+:State], 1'b0} - {one_sum[State-1], one_sum, 1'b1};
        entering_short[l*State+:State] = one_distance[State:1];
        entering_fires[l] = fires_at_all && one_distance[State+1];
      end
  end

  // Lanes that fire in this cycle: none while no word is in work.
  assign fires = e_fires;

  always_ff @(posedge clk)
    if (rst) begin
      e_valid <= 1'b0;
      e_fires <= 0;
    end else if (e_load) begin
      e_valid <= 1'b1;
      e_front <= o_front;
      e_bounded <= bounded;
      e_readout <= bounded && readout && !clearing;
      e_checkable <= fires_at_all && !leaking && !last;
      e_check <= 1'b0;
      e_fired <= 1'b0;
      e_capped <= cap == 1;
      e_spikes <= 0;
      e_address <= o_address;
      e_y <= o_y;
      e_x <= o_x;
      e_group <= o_group;
      e_fires <= entering_fires;
      e_negates <= has_lower_bound ? 0 : entering_low;
      e_has_lower_bound <= has_lower_bound;
      e_residue <= entering;
      e_short <= entering_short;
    end else if (e_valid) begin
      // Of a word that is finished nothing else matters.
      if (e_finish) e_valid <= 1'b0;
      e_checkable <= e_checkable && more;
      e_check <= check;
      e_fired <= e_fired || fires != 0;
      e_capped <= next_spikes + 1 == cap;
      e_spikes <= next_spikes;
      e_fires <= e_capped ? 0 : fires & reaches;
      e_negates <= 0;
      e_residue <= residue;
      e_short <= short;
      e_clamped <= outside;
    end

  for (genvar l = 0; l < Lanes; l++) begin : g_count
    always_ff @(posedge clk)
      if (e_load) e_counts[l*Count+:Count] <= 0;
      else if (fires[l]) e_counts[l*Count+:Count] <= next_spikes;
  end

  // Of a lane at the bound of -threshold the threshold came here: twice of it is subtracted, for nothing fires.
  // Step 2: one spike of each lane a cycle; lanes that still fire have fired in each cycle so far, so their counts are
  // one number. Step 3: min(v, upper).
  // Whether a lane would change by itself can be seen beside that where it was cut off by the cap. Where it was cut off
  // by `upper`, or what a spike subtracts is not the threshold, another cycle compares what is stored.
  logic [State-1:0] one_residue, one_taken, one_limit, one_operand;
  logic [State+1:0] one_difference;
  assign next_spikes = e_spikes + 1;

  always_comb begin
    residue = 'x;
    short = 'x;
    next_counts = 'x;
    store_word = 'x;
    reaches = 0;
    outside = 0;
    one_residue = 'x;
    one_taken = 'x;
    one_limit = 'x;
    one_operand = 'x;
    one_difference = 'x;
    if (e_valid)
      for (int l = 0; l < Lanes; l++) begin
        one_residue = e_residue[l*State+:State];
        one_taken = e_negates[l] ? one_residue << 1 : !fires[l] ? 0 : reset_to_zero ? one_residue : subtract[l*State+:State];
        one_residue = one_residue - one_taken;
        residue[l*State+:State] = one_residue;
        next_counts[l*Count+:Count] = fires[l] ? next_spikes : e_counts[l*Count+:Count];
        // v - upper - 1 is not negative above `upper`; in the cycle that checks, v - lower is negative below the lower bound.
        one_limit = !e_check ? upper : e_has_lower_bound ? bound[l*State+:State] : ~bound[l*State+:State];
        one_difference = {one_residue[State-1], one_residue, e_check && e_has_lower_bound} -
                         {one_limit[State-1], one_limit, !(e_check && e_has_lower_bound)};
        outside[l] = e_bounded && one_difference[State+1] == e_check;
        store_word[l*State+:State] = (e_check ? e_clamped[l] : outside[l]) ? upper : one_residue;
        // A spike takes the threshold from what is left: it is short of one more. In the cycle that checks nothing fires,
        // so that what is stored is known from registers.
        one_operand = !e_check ? ~e_short[l*State+:State] : e_clamped[l] ? upper : e_residue[l*State+:State];
        one_difference = {1'b0, threshold[l*State+:State], 1'b0} - {one_operand[State-1], one_operand, 1'b1};
        short[l*State+:State] = one_difference[State:1];
        reaches[l] = one_difference[State+1];
      end
  end

  assign still_firing = (fires & reaches) != 0;
  assign more = more_digits || (still_firing && !e_capped);
  assign checks = e_checkable && (outside != 0 || (has_subtract && (e_fired || fires != 0)));
  assign check = checks && !more;
  assign e_active = !last && (e_check ? (!reset_to_zero && reaches != 0) || outside != 0 : !reset_to_zero && still_firing);

  // Step 4: what a decay leaves, in `adder`.
  assign leaking = has_decay && !clearing;
  assign e_finish = e_valid && !(more || checks);
  assign store = e_finish && !(adding && e_front);
  assign store_address = e_address;
  assign clears = clearing || (last && !adding);
  assign push = (e_valid && e_readout) || (e_finish && (e_fired || fires != 0));
  assign push_y = e_y;
  assign push_x = e_x;
  assign push_group = e_group;

  // Stage w: the word is written. What leaks is at rest where nothing remains, of the current neither.
  if (chip_pkg::LEAK != 0) begin : g_leak
    localparam int DecayWord = 4, CurrentDecayWord = 5;
    logic w_active;
    logic [Lanes*Decay-1:0] decay;

    always_comb begin
      store_decays = 'x;
      if (store) store_decays = clears ? 0 : leaking ? left_of : {Lanes{1'b1, {Decay - 1{1'b0}}}};
    end

    always_ff @(posedge clk)
      if (o_advance)
        for (int l = 0; l < Lanes; l++)
          if (o_purpose[DecayWord]) decay[l*Decay+:Decay] <= state_read_data[l*State+:Decay];

    always_ff @(posedge clk)
      if (rst) w_leaks <= 1'b0;
      else w_leaks <= store && leaking;

    if (chip_pkg::CURRENT != 0) begin : g_current
      logic w_front, current_remains;
      logic [Lanes*Decay-1:0] current_decay;

      assign left_of = e_front ? current_decay : decay;
      always_ff @(posedge clk)
        if (o_advance)
          for (int l = 0; l < Lanes; l++)
            if (o_purpose[CurrentDecayWord]) current_decay[l*Decay+:Decay] <= state_read_data[l*State+:Decay];

      always_ff @(posedge clk) begin
        if (store) begin
          w_active <= e_active;
          w_front <= e_front;
          if (e_front || !has_current || clearing) activity_address <= e_address;
        end
        if (w_leaks) current_remains <= w_front && remains;
      end
      assign still_active = w_leaks ? remains || (has_current && current_remains) : w_active;
    end else begin : g_no_current
      assign left_of = decay;
      always_ff @(posedge clk)
        if (store) begin
          w_active <= e_active;
          activity_address <= e_address;
        end
      assign still_active = w_leaks ? remains : w_active;
    end
  end else begin : g_no_leak
    assign left_of = 0;
    assign store_decays = {Lanes{!clears, {Decay - 1{1'b0}}}};
    assign w_leaks = 1'b0;
    always_ff @(posedge clk)
      if (store) begin
        still_active <= e_active;
        activity_address <= e_address;
      end
  end

  // Thresholds are at least 1, so that padded lanes never fire and the count is bounded.
  always_ff @(posedge clk)
    if (!rst && e_valid && e_bounded && !clearing) begin
      if (chip_pkg::READOUT == 0) assert (max_count != 0);
      if (readout) assert (!reset_to_zero);
      if (e_readout) assert (leaking && fires == 0);
      assert ($signed(upper) >= 0);
      for (int l = 0; l < Lanes; l++) assert ($signed(threshold[l*State+:State]) > 0);
      for (int l = 0; l < Lanes; l++)
        assert ($signed(bound[l*State+:State]) <= 0 || !e_has_lower_bound);
      for (int l = 0; l < Lanes; l++) assert ($signed(subtract[l*State+:State]) >= 0);
    end

`ifndef SYNTHESIS
  import "DPI-C" function void snnc_commit_word(
      input int core_column, input int core_row, input int slot, input int position,
      input bit [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] integrated,
      input bit [chip_pkg::LANES*chip_pkg::COUNT_BITS-1:0] counts,
      input bit [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] result,
      input bit [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] current);

  // The potentials after step 1 of the word in work. A word that leaks is committed with what was left of it, when that is
  // written. At the end of a sample zeros are: what would be left is computed for this record alone.
  function automatic logic [State-1:0] decayed(input logic [State-1:0] value, input logic [Decay-1:0] decay);
    longint product;
    product = longint'($signed(value)) * longint'(decay);
    decayed = State'(product < 0 ? -(-product >>> (Decay - 1)) : product >>> (Decay - 1));
  endfunction

  logic [Lanes*State-1:0] e_integrated, w_integrated, w_last_left, w_left, left_current;
  logic [Lanes*Count-1:0] w_counts;
  logic [Address-1:0] position, w_position;
  logic w_commits;
  assign position = e_address - first_potential - (has_current ? plane : 0);
  assign w_left = last ? w_last_left : left;
  always_ff @(posedge clk) begin
    if (e_load)
      for (int l = 0; l < Lanes; l++)
        e_integrated[l*State+:State] <= entering_low[l] && !has_lower_bound ? -entering[l*State+:State] : entering[l*State+:State];
    if (rst) w_commits <= 1'b0;
    else w_commits <= store && leaking && !e_front;
    if (store) begin
      w_integrated <= e_integrated;
      w_counts <= next_counts;
      w_position <= position;
      if (last && leaking)
        for (int l = 0; l < Lanes; l++)
          w_last_left[l*State+:State] <= decayed(store_word[l*State+:State], left_of[l*Decay+:Decay]);
    end
    if (w_leaks && !w_commits) left_current <= w_left;
    if (!rst && store && !has_decay && e_bounded && !clearing)
      snnc_commit_word(32'(core_x), 32'(core_y), 32'(population), 32'(position), e_integrated, next_counts, store_word, 0);
    if (!rst && w_commits)
      snnc_commit_word(32'(core_x), 32'(core_y), 32'(population), 32'(w_position), w_integrated, w_counts, w_left,
                       has_current ? left_current : 0);
  end
`endif

endmodule
