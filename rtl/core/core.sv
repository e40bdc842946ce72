//===- core.sv - one core of the mesh ----------------------------------------===//
//
// Packets leave the input queue in order. Every one is taken without waiting for the network: SPIKE, WRITE and RUN wait
// at most for a firing and for what is under way in the accumulate pipeline. While a population is ready to fire no
// further spike is taken, so that the pipeline drains. There is one injection point, hence an END stays behind its
// spikes.
//
//===----------------------------------------------------------------------===//

module core #(
    // Sizes of this core's memories; the package has those of the largest kind.
    parameter int POPULATIONS = chip_pkg::POPULATIONS,
    parameter int PORTS = chip_pkg::PORTS,
    parameter int DESTINATIONS = chip_pkg::DESTINATIONS,
    parameter int CREDITS = chip_pkg::CREDITS,
    parameter int WEIGHT_WORDS = chip_pkg::WEIGHT_WORDS,
    parameter int STATE_WORDS = chip_pkg::STATE_WORDS
) (
    input  logic                             clk,
    input  logic                             rst,
    input  logic [chip_pkg::CORE_X_BITS-1:0] x  /* verilator public_flat_rd */,
    input  logic [chip_pkg::CORE_Y_BITS-1:0] y  /* verilator public_flat_rd */,
    input  logic                             in_valid,
    output logic                             in_ready,
    input  logic [chip_pkg::PACKET_BITS-1:0] in_packet  /* verilator public_flat_rd */,
    output logic                             out_valid,
    input  logic                             out_ready,
    output logic [chip_pkg::PACKET_BITS-1:0] out_packet,
    // Packets through the outputs of this core's router, for the counters.
    input  logic [                      4:0] flits  /* verilator public_flat_rd */,
    // Cycles since reset.
    input  logic [                     31:0] cycles,
    // A route of the router is written.
    output logic                             route_write,
    output logic [chip_pkg::ADDRESS_BITS-1:0] route_group,
    output logic [                      4:0] route_outputs,
    // Something can change at the next clock edge; else the clock may stop.
    output logic                             awake
);
  /* verilator no_inline_module */

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int StateWidth = chip_pkg::LANES * chip_pkg::STATE_BITS;
  localparam int WeightWidth = chip_pkg::LANES * chip_pkg::WEIGHT_BITS;
  localparam int CountsWidth = chip_pkg::LANES * chip_pkg::COUNT_BITS;
  localparam int Coordinate = chip_pkg::COORDINATE_BITS;
  localparam int ListWidth = chip_pkg::GROUPS_BITS + 2 * Coordinate + CountsWidth;

  // The head of the input queue.
  chip_pkg::packet_t head;
  chip_pkg::spike_payload_t head_spike;
  chip_pkg::end_payload_t head_end;
  chip_pkg::credit_payload_t head_credit;
  chip_pkg::run_payload_t head_run;
  chip_pkg::read_payload_t head_read;
  logic queue_valid, head_valid, head_ready, noting, clearing;
  logic is_spike, is_end, is_credit, is_write, is_run, is_read;

  fifo #(.WIDTH(chip_pkg::PACKET_BITS), .DEPTH(chip_pkg::CORE_FIFO)) in_queue (
      .clk, .rst, .in_valid, .in_ready, .in_data(in_packet),
      .out_valid(queue_valid), .out_ready(head_ready), .out_data(head));

  // After a reset until the memory of credits is cleared, which waits for nothing.
  assign head_valid = queue_valid && !clearing;
  assign head_spike = head.payload;
  assign head_end = head.payload;
  assign head_credit = head.payload;
  assign head_run = head.payload;
  assign head_read = head.payload;
  assign is_spike = head_valid && head.kind == chip_pkg::KIND_SPIKE;
  assign is_end = head_valid && head.kind == chip_pkg::KIND_END;
  assign is_credit = head_valid && head.kind == chip_pkg::KIND_CREDIT;
  assign is_write = head_valid && head.kind == chip_pkg::KIND_WRITE;
  assign is_run = head_valid && head.kind == chip_pkg::KIND_RUN;
  assign is_read = head_valid && head.kind == chip_pkg::KIND_READ;

  // What starts: RUN before a firing.
  logic fire_busy, fire_done, fire_start, fire_wanted, wanted_last, drained, spike_valid, spike_ready, write_valid;
  logic [chip_pkg::POPULATION_BITS-1:0] wanted_population, start_population, fired_population;
  logic fired_clearing, fired_last, fire_begun, send_active, taps_drained, adder_busy, adder_active;

  assign drained = taps_drained && !adder_busy;
  assign fire_start = !fire_busy && drained && (is_run || fire_wanted);
  assign start_population = is_run ? head_run.target[chip_pkg::POPULATION_BITS-1:0] : wanted_population;
  assign spike_valid = is_spike && !fire_busy && !fire_wanted;
  assign write_valid = is_write && !fire_busy && !fire_wanted && drained;
  assign head_ready = is_end || is_credit || is_read || (is_spike && spike_valid && spike_ready) ||
                      (is_write && write_valid) || (is_run && fire_start);

  // Tables and memories, written by WRITE.
  localparam int WeightParts = (WeightWidth + 31) / 32;
  localparam int StateParts = (StateWidth + 31) / 32;
  logic [6:0] config_write;
  logic [Address-1:0] config_address;
  logic [StateParts-1:0] config_parts;
  logic [31:0] config_data;
  logic table_written;

  assign table_written = config_write != 0;
  assign route_write = config_write[chip_pkg::SELECT_ROUTES];
  assign route_group = config_address;
  assign route_outputs = config_data[4:0];

  configure #(.WEIGHT_PARTS(WeightParts), .STATE_PARTS(StateParts)) configure (
      .clk, .rst, .valid(write_valid), .is_data(head.port[0]), .payload(head.payload),
      .write(config_write), .write_address(config_address), .write_parts(config_parts), .write_data(config_data));

  logic port_read, population_read, accumulate_population_read, fire_population_read, destination_read, credit_read;
  logic [Address-1:0] port_address, population_address, accumulate_population_address, fire_population_address;
  logic [Address-1:0] destination_address, credit_address;
  logic [15:0] port_data, population_data, destination_data, credit_data;

  assign population_read = accumulate_population_read || fire_population_read;
  assign population_address = accumulate_population_read ? accumulate_population_address : fire_population_address;

  ram #(.WIDTH(16), .DEPTH(PORTS << chip_pkg::PORT_ENTRY_STRIDE_BITS)) port_table (
      .clk, .rst, .write(config_write[chip_pkg::SELECT_PORTS]), .write_parts(1'b1), .write_address(config_address),
      .write_data(config_data[15:0]), .read(port_read), .read_address(port_address), .read_data(port_data));
  ram #(.WIDTH(16), .DEPTH(POPULATIONS << chip_pkg::POPULATION_ENTRY_STRIDE_BITS)) population_table (
      .clk, .rst, .write(config_write[chip_pkg::SELECT_POPULATIONS]), .write_parts(1'b1), .write_address(config_address),
      .write_data(config_data[15:0]), .read(population_read), .read_address(population_address),
      .read_data(population_data));
  ram #(.WIDTH(16), .DEPTH(DESTINATIONS << chip_pkg::DESTINATION_ENTRY_STRIDE_BITS)) destination_table (
      .clk, .rst, .write(config_write[chip_pkg::SELECT_DESTINATIONS]), .write_parts(1'b1), .write_address(config_address),
      .write_data(config_data[15:0]), .read(destination_read), .read_address(destination_address),
      .read_data(destination_data));
  ram #(.WIDTH(16), .DEPTH(CREDITS << chip_pkg::CREDIT_ENTRY_STRIDE_BITS)) credit_table (
      .clk, .rst, .write(config_write[chip_pkg::SELECT_CREDITS]), .write_parts(1'b1), .write_address(config_address),
      .write_data(config_data[15:0]), .read(credit_read), .read_address(credit_address), .read_data(credit_data));

  logic weight_read;
  logic [Address-1:0] weight_address;
  logic [WeightWidth-1:0] weight_data;

  ram #(.WIDTH(WeightWidth), .DEPTH(WEIGHT_WORDS), .PARTS(WeightParts)) weights (
      .clk, .rst, .write(config_write[chip_pkg::SELECT_WEIGHTS]), .write_parts(config_parts[WeightParts-1:0]),
      .write_address(config_address), .write_data(WeightWidth'({WeightParts{config_data}})), .read(weight_read), .read_address(weight_address),
      .read_data(weight_data));

  // The state memory belongs to a firing while there is one, else to accumulation; WRITE comes while neither works. What
  // either writes goes through the lanes of `adder`.
  logic state_read, state_write, tap_read, fire_read;
  logic [Address-1:0] state_read_address, state_write_address, tap_read_address, fire_read_address;
  logic [StateWidth-1:0] state_read_data, state_write_data;
  logic [StateParts-1:0] state_write_parts;
  logic tap_valid, tap_packed, tap_negative, store, adder_counts, remains, still_active;
  logic [Address:0] tap_weight;
  logic [Address-1:0] tap_state, store_address, activity_address;
  logic [chip_pkg::COUNT_BITS-1:0] tap_count;
  logic [chip_pkg::WEIGHT_SHIFT_BITS-1:0] tap_shift;
  logic [StateWidth-1:0] store_word;
  logic [chip_pkg::LANES*(chip_pkg::DECAY_BITS+1)-1:0] store_decays;
  logic [Address-1:5] activity_index;
  logic [31:0] activity_bits;

  assign state_read = tap_read || fire_read;
  assign state_read_address = fire_busy ? fire_read_address : tap_read_address;

  ram #(.WIDTH(StateWidth), .DEPTH(STATE_WORDS), .PARTS(StateParts)) states (
      .clk, .rst, .write(state_write), .write_parts(state_write_parts), .write_address(state_write_address), .write_data(state_write_data),
      .read(state_read), .read_address(state_read_address), .read_data(state_read_data));

  // A tap makes its word active. A firing says of a current and its potential together what becomes of the former.
  activity #(.STATE_WORDS(STATE_WORDS)) activity (
      .clk, .write(adder_counts),
      .write_address(chip_pkg::CURRENT != 0 && fire_busy ? activity_address : state_write_address),
      .write_active(!fire_busy || still_active), .read_index(activity_index), .read_bits(activity_bits));

  accumulate accumulate (
      .clk, .rst, .spike_valid, .spike_ready, .spike_port(head.port), .spike_payload(head.payload),
      .table_written, .port_read, .port_address, .port_data,
      .population_read(accumulate_population_read), .population_address(accumulate_population_address),
      .population_data, .tap_valid, .tap_packed, .tap_weight, .tap_state, .tap_count, .tap_negative, .tap_shift,
      .drained(taps_drained));

  adder #(.PARTS(StateParts)) adder (
      .clk, .rst, .tap_valid, .tap_packed, .tap_weight, .tap_state, .tap_count, .tap_negative, .tap_shift,
      .config_valid(config_write[chip_pkg::SELECT_STATE]), .config_address, .config_parts, .config_data,
      .firing(fire_busy), .fired_valid(store), .fired_address(store_address), .fired_word(store_word),
      .fired_decays(store_decays),
      .weight_read, .weight_address, .weight_data, .state_read(tap_read), .state_read_address(tap_read_address),
      .state_read_data, .state_write, .state_write_address, .state_write_parts, .state_write_data,
      .counts(adder_counts), .remains, .busy(adder_busy), .active(adder_active));

  // The list of spikes of each population.
  chip_pkg::population_entry_t fields;
  logic list_write, list_read, owner_write;
  logic [Address-1:0] list_write_address, list_read_address, list_length;
  logic [chip_pkg::DESTINATION_BITS-1:0] owner_destination;
  logic [Coordinate-1:0] fire_y, fire_x;
  logic [chip_pkg::GROUPS_BITS-1:0] fire_group;
  logic [CountsWidth-1:0] fire_counts;
  logic [ListWidth-1:0] list_data;

  ram #(.WIDTH(ListWidth), .DEPTH(STATE_WORDS)) spike_list (
      .clk, .rst, .write(list_write), .write_parts(1'b1), .write_address(list_write_address),
      .write_data({fire_group, fire_y, fire_x, fire_counts}),
      .read(list_read), .read_address(list_read_address), .read_data(list_data));

  fire fire (
      .clk, .rst, .core_x(x), .core_y(y),
      .start(fire_start), .start_clearing(is_run), .start_last(!is_run && wanted_last), .start_population,
      .busy(fire_busy), .done(fire_done), .begun(fire_begun), .population(fired_population), .clearing(fired_clearing),
      .last(fired_last), .fields, .list_length, .hold(noting), .table_written,
      .population_read(fire_population_read), .population_address(fire_population_address), .population_data,
      .owner_write, .owner_destination,
      .state_read(fire_read), .state_read_address(fire_read_address), .state_read_data,
      .store, .store_address, .store_word, .store_decays, .left(state_write_data), .remains, .still_active, .activity_address,
      .activity_index, .activity_bits,
      .list_write, .list_address(list_write_address), .list_y(fire_y), .list_x(fire_x), .list_group(fire_group),
      .list_counts(fire_counts));

  logic sending, sent, due;
  logic [chip_pkg::CREDIT_COUNT_BITS-1:0] all_edges;
  logic [chip_pkg::POPULATION_BITS-1:0] sent_population;
  logic [POPULATIONS-1:0] crediting;

  // Whoever feeds a population may send as soon as it fires: spikes wait in the queue until it has.
  assign due = fire_begun || (fire_done && fired_clearing);
  assign all_edges = fields.forward_edges + fields.delayed_edges;

  tokens #(.POPULATIONS(POPULATIONS), .DESTINATIONS(DESTINATIONS), .CREDITS(CREDITS)) tokens (
      .clk, .rst, .end_valid(is_end), .end_target(head_end.target), .end_last(head_end.last),
      .start(fire_start), .start_clearing(is_run), .start_population,
      .done(fire_done), .done_clearing(fired_clearing), .done_population(fired_population),
      .due, .due_clearing(fired_clearing), .due_population(fired_population),
      .forward_edges(fields.forward_edges), .all_edges,
      .destination_count(fields.destination_count), .sent, .sent_population, .crediting,
      .wanted(fire_wanted), .wanted_population, .wanted_last);

  // Three sources of packets, one way out: credits, then a reply, then spikes and ENDs.
  logic credit_valid, credit_ready, send_valid, send_ready, reply_valid, out_free;
  chip_pkg::packet_t credit_packet, send_packet, reply_packet, chosen_packet;
  chip_pkg::spike_payload_t sent_spike;
  chip_pkg::reply_payload_t reply;
  logic [31:0] reply_value;

  credit_return #(.POPULATIONS(POPULATIONS), .CREDITS(CREDITS)) credit_return (
      .clk, .rst, .due, .due_clearing(fired_clearing), .due_population(fired_population),
      .first_credit(fields.first_credit), .credit_count(all_edges),
      .crediting, .credit_read, .credit_address, .credit_data,
      .out_valid(credit_valid), .out_ready(credit_ready), .out_packet(credit_packet));

  send send (
      .clk, .rst, .credit_valid(is_credit), .credit_destination(head_credit.destination),
      .fired(fire_done && !fired_clearing), .fired_population, .fired_last, .fired_readout(fields.max_count == 0),
      .first_destination(fields.first_destination), .destination_count(fields.destination_count),
      .list_base(fields.list_base), .list_length, .noting, .clearing, .owner_write, .owner_destination,
      .owner_population(fired_population), .entry_write(config_write[chip_pkg::SELECT_DESTINATIONS]),
      .entry_address(config_address), .entry_data(config_data[15:0]), .destination_read, .destination_address, .destination_data,
      .list_read, .list_address(list_read_address),
      .list_y(list_data[CountsWidth+Coordinate+:Coordinate]), .list_x(list_data[CountsWidth+:Coordinate]),
      .list_group(list_data[ListWidth-1-:chip_pkg::GROUPS_BITS]), .list_counts(list_data[CountsWidth-1:0]),
      .out_valid(send_valid), .out_ready(send_ready), .out_packet(send_packet), .busy(sending), .active(send_active), .sent,
      .sent_population);

  assign out_free = !out_valid || out_ready;
  assign credit_ready = out_free;
  assign send_ready = out_free && !credit_valid && !reply_valid;

  always_comb begin
    reply = 0;
    reply_packet = 0;
    chosen_packet = 'x;
    if (credit_valid || send_valid || reply_valid) begin
      reply.value = reply_value;
      reply_packet.to_host = 1'b1;
      reply_packet.kind = chip_pkg::KIND_REPLY;
      reply_packet.payload = reply;
      chosen_packet = credit_valid ? credit_packet : reply_valid ? reply_packet : send_packet;
      // Towards the host it names its sender.
      if (chosen_packet.to_host) begin
        chosen_packet.core_x = x;
        chosen_packet.core_y = y;
      end
    end
  end

  always_ff @(posedge clk)
    if (rst) begin
      out_valid <= 1'b0;
      reply_valid <= 1'b0;
    end else begin
      if (out_free) out_valid <= credit_valid || send_valid || reply_valid;
      if (is_read) reply_valid <= 1'b1;
      else if (out_free && !credit_valid) reply_valid <= 1'b0;
    end

  always_ff @(posedge clk) begin
    if (out_free && (credit_valid || send_valid || reply_valid)) out_packet <= chosen_packet;
  end

  assign sent_spike = send_packet.payload;

  assign awake = in_valid || flits != 0 || queue_valid || !taps_drained || adder_active || fire_busy || fire_wanted || crediting != 0 ||
                 send_active || reply_valid || out_valid;

  counters counters (
      .clk, .rst, .cycles, .accumulating(tap_valid), .firing(fire_busy), .sending, .stalled(out_valid && !out_ready),
      .spikes_in(is_spike && head_ready ? head_spike.count : chip_pkg::COUNT_BITS'(0)),
      .spikes_out(send_valid && send_ready && send_packet.kind == chip_pkg::KIND_SPIKE ? sent_spike.count : chip_pkg::COUNT_BITS'(0)),
      .flits, .read(is_read), .select(head_read.counter), .value(reply_value));

  always_ff @(posedge clk)
    if (!rst) begin
      // Every packet has a meaning here, and came to the right core.
      if (head_valid) begin
        assert (head.kind <= chip_pkg::KIND_READ);
        assert (!head.to_host && (head.multicast || (head.core_x == x && head.core_y == y)));
      end
      if (is_run) assert (32'(head_run.target) < POPULATIONS);
      if (is_read) assert (!reply_valid);
      // One owner of the memories at a time.
      assert (!(fire_busy && !taps_drained));
      assert (!(accumulate_population_read && fire_population_read));
    end

endmodule
