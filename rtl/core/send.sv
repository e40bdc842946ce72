//===- send.sv - sends the spikes of a firing, edge by edge ------------------===//
//
// An out-edge is served as soon as its own credit is there: the spike list of its population through the entry's box,
// offset and shift, then END. In the last step of a sample a delayed edge carries no spikes, and its END does not say
// `last`: it would clear the next sample. A readout's list holds the digits of its potentials.
//
// Two things have to come for an edge, in any order: its credit, and the firing of its population. Which of them has
// come is kept for each destination entry, in a memory: what comes last puts the entry into a queue of edges to serve. A
// firing goes through its population's entries one a cycle, behind credits of the same cycle. After a reset the memory
// is cleared first.
//
// A multicast edge leads to several receivers at once: one packet a spike, one END, and a credit from each of them. How
// many there are is noted when the entry is written.
//
//===----------------------------------------------------------------------===//

module send (
    input  logic                                              clk,
    input  logic                                              rst,
    input  logic                                              credit_valid,
    input  logic [                 chip_pkg::TOKEN_BITS-1:0] credit_destination,
    // A population has fired: its out-edges and its list.
    input  logic                                              fired,
    input  logic [            chip_pkg::POPULATION_BITS-1:0] fired_population,
    input  logic                                              fired_last,
    input  logic                                              fired_readout,
    input  logic [           chip_pkg::DESTINATION_BITS-1:0] first_destination,
    input  logic [     chip_pkg::DESTINATION_COUNT_BITS-1:0] destination_count,
    input  logic [               chip_pkg::ADDRESS_BITS-1:0] list_base,
    input  logic [               chip_pkg::ADDRESS_BITS-1:0] list_length,
    // Still at the entries of the last firing: no other may be done. After a reset: no credit may come.
    output logic                                              noting,
    output logic                                              clearing,
    // Whose a destination entry is, noted at RUN.
    input  logic                                              owner_write,
    input  logic [           chip_pkg::DESTINATION_BITS-1:0] owner_destination,
    input  logic [            chip_pkg::POPULATION_BITS-1:0] owner_population,
    // A word of the destination table is written.
    input  logic                                              entry_write,
    input  logic [               chip_pkg::ADDRESS_BITS-1:0] entry_address,
    input  logic [                                      15:0] entry_data,
    output logic                                              destination_read,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] destination_address,
    input  logic [                                      15:0] destination_data,
    output logic                                              list_read,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] list_address,
    input  logic [            chip_pkg::COORDINATE_BITS-1:0] list_y,
    input  logic [            chip_pkg::COORDINATE_BITS-1:0] list_x,
    input  logic [                chip_pkg::GROUPS_BITS-1:0] list_group,
    input  logic [chip_pkg::LANES*chip_pkg::COUNT_BITS-1:0] list_counts,
    output logic                                              out_valid,
    input  logic                                              out_ready,
    output logic [                chip_pkg::PACKET_BITS-1:0] out_packet,
    output logic                                              busy,
    // Busy, or an edge can start.
    output logic                                              active,
    output logic                                              sent,
    output logic [            chip_pkg::POPULATION_BITS-1:0] sent_population
);

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Destinations = chip_pkg::DESTINATIONS;
  localparam int Populations = chip_pkg::POPULATIONS;
  // The fields of packets and tables can be wider than these numbers need.
  localparam int Index = Destinations > 1 ? $clog2(Destinations) : 1;
  localparam int Slot = Populations > 1 ? $clog2(Populations) : 1;
  localparam int Place = chip_pkg::STATE_WORDS > 1 ? $clog2(chip_pkg::STATE_WORDS) : 1;
  localparam int Length = $clog2(chip_pkg::STATE_WORDS + 1);
  localparam int Lanes = chip_pkg::LANES;
  localparam int LaneBits = Lanes > 1 ? $clog2(Lanes) : 1;
  localparam int Count = chip_pkg::COUNT_BITS;
  localparam int Channel = chip_pkg::CHANNEL_BITS;
  localparam int Coordinate = chip_pkg::COORDINATE_BITS;
  // An END without spikes needs no fields behind `target`.
  localparam int HeadWords = chip_pkg::DESTINATION_TARGET_WORD + 1;
  localparam int WordsBits = chip_pkg::DESTINATION_ENTRY_STRIDE_BITS + 1;

  localparam logic [1:0] Idle = 0, Load = 1, Spikes = 2, End = 3;

  logic [1:0] step;
  logic [Slot-1:0] owners[0:Destinations-1];
  logic [Place-1:0] bases[0:Populations-1];
  logic [Length-1:0] lengths[0:Populations-1];
  logic [Populations-1:0] lasts;
  logic [Index-1:0] index, credit_index, noted_index, next_noted;
  logic [Slot-1:0] population, fired_slot;
  logic [Place-1:0] base;
  logic [Length-1:0] length, next;
  logic start, queued, reader_busy, silent, step_last;
  chip_pkg::destination_entry_t entry;

  assign start = step == Idle && queued;
  assign credit_index = credit_destination[Index-1:0];
  assign fired_slot = fired_population[Slot-1:0];
  assign base = bases[population];
  assign length = lengths[population];
  assign step_last = lasts[population];
  assign silent = length == 0 || (step_last && entry.delayed);
  assign busy = step != Idle;
  assign active = busy || queued || noting || clearing;
  assign sent_population = chip_pkg::POPULATION_BITS'(population);

  // What has come for each edge: credits, and in the lowest bit whether its population has fired.
  localparam int Credits = chip_pkg::MULTICAST_GROUPS != 0 ? 4 : 1;
  localparam int Notes = $clog2(Destinations + 1);
  logic [Credits:0] come[0:Destinations-1];
  logic [Credits:0] came, comes, complete_edge;
  logic [Index-1:0] come_index;
  logic [Notes-1:0] to_note, left_to_note;
  logic note, complete;

  assign note = !credit_valid && (noting || (fired && destination_count != 0));
  // After this cycle.
  assign to_note = (noting ? left_to_note : Notes'(destination_count)) - Notes'(note);
  assign noted_index = noting || clearing ? next_noted : first_destination[Index-1:0];
  assign come_index = credit_valid ? credit_index : noted_index;
  assign came = come[come_index];
  assign comes = credit_valid ? came + (Credits + 1)'(2) : came | (Credits + 1)'(1);
  assign complete = (credit_valid || note) && comes == complete_edge;

  always_ff @(posedge clk)
    if (credit_valid || note || clearing) come[come_index] <= complete || clearing ? 0 : comes;

  if (chip_pkg::MULTICAST_GROUPS != 0) begin : g_receivers
    logic [Credits-1:0] receivers[0:Destinations-1];

    assign complete_edge = {receivers[come_index], 1'b1};
    always_ff @(posedge clk)
      if (entry_write &&
          entry_address[chip_pkg::DESTINATION_ENTRY_STRIDE_BITS-1:0] ==
              chip_pkg::DESTINATION_ENTRY_STRIDE_BITS'(chip_pkg::DESTINATION_RECEIVERS_WORD))
        receivers[Index'(entry_address >> chip_pkg::DESTINATION_ENTRY_STRIDE_BITS)] <=
            entry_data[chip_pkg::DESTINATION_RECEIVERS_SHIFT+:Credits];
  end else begin : g_one_receiver
    assign complete_edge = 2'b11;
    // verilator lint_off UNUSEDSIGNAL
    logic unused;
    assign unused = entry_write || entry_address != 0 || entry_data != 0;
    // verilator lint_on UNUSEDSIGNAL
  end

  always_ff @(posedge clk)
    if (rst) begin
      clearing <= 1'b1;
      noting <= 1'b0;
      next_noted <= 0;
    end else if (clearing) begin
      next_noted <= next_noted + 1;
      clearing <= 32'(next_noted) != Destinations - 1;
    end else if (fired || noting) begin
      noting <= to_note != 0;
      next_noted <= noted_index + Index'(note);
      left_to_note <= to_note;
    end

  // No edge is in it twice.
  logic queue_ready;
  fifo #(.WIDTH(Index), .DEPTH(Destinations)) to_serve (
      .clk, .rst, .in_valid(complete), .in_ready(queue_ready), .in_data(come_index),
      .out_valid(queued), .out_ready(start), .out_data(index));

  table_reader #(
      .INDEX_BITS(Index), .WORDS(chip_pkg::DESTINATION_ENTRY_WORDS),
      .STRIDE_BITS(chip_pkg::DESTINATION_ENTRY_STRIDE_BITS)
  ) reader (
      .clk, .rst, .start, .index,
      .words(length == 0 ? WordsBits'(HeadWords) : WordsBits'(chip_pkg::DESTINATION_ENTRY_WORDS)),
      .busy(reader_busy), .read(destination_read), .read_address(destination_address),
      .read_data(destination_data), .entry);

  always_ff @(posedge clk) begin
    if (owner_write) owners[owner_destination[Index-1:0]] <= owner_population[Slot-1:0];
    if (fired) begin
      bases[fired_slot] <= list_base[Place-1:0];
      lengths[fired_slot] <= list_length[Length-1:0];
      lasts[fired_slot] <= fired_last;
    end
  end

  // Stage l: the list memory's output. Stage m: in the receiver's pixels, where words of one pixel are added up. Stage s:
  // a word with the lanes that are still to be sent.
  logic l_valid, l_take, m_ready, m_valid, m_empty, list_ended, s_valid, s_free, s_finish, in_box;
  logic [Lanes-1:0] lanes, s_lanes, s_rest, s_lane;
  logic [LaneBits-1:0] lane;
  logic [Lanes*Count-1:0] l_counts, m_counts, s_counts;
  logic [chip_pkg::GROUPS_BITS-1:0] m_group, s_group;
  logic [chip_pkg::COORDINATE_BITS-1:0] moved_y, moved_x, l_y, l_x, m_y, m_x, s_y, s_x;
  logic [Channel-1:0] l_channel;

  assign list_read = step == Spikes && next != length && (!l_valid || l_take);
  assign list_address = Address'(Place'(base + next[Place-1:0]));
  assign l_take = l_valid && m_ready;
  assign l_channel = Channel'(Channel'(list_group) * Channel'(Lanes));
  assign list_ended = step == Spikes && next == length && !l_valid;

  // The lanes of this word from the first channel of the box to the last one, counted from the word's first.
  logic [Channel:0] first_lane, last_lane;
  // Where the pixel lies outside the box.
  logic before_y, behind_y, before_x, behind_x;
  logic [Lanes-1:0] from_first, to_last;
  assign first_lane = {1'b0, entry.low_channel} - {1'b0, l_channel};
  assign last_lane = {1'b0, entry.high_channel} - {1'b0, l_channel};
  below #(.WIDTH(Coordinate)) above (.enable(l_valid), .value(list_y), .bound(entry.low_y), .is_below(before_y));
  below #(.WIDTH(Coordinate)) under (.enable(l_valid), .value(entry.high_y), .bound(list_y), .is_below(behind_y));
  below #(.WIDTH(Coordinate)) left (.enable(l_valid), .value(list_x), .bound(entry.low_x), .is_below(before_x));
  below #(.WIDTH(Coordinate)) right (.enable(l_valid), .value(entry.high_x), .bound(list_x), .is_below(behind_x));

  always_comb begin
    lanes = 0;
    in_box = 1'b0;
    from_first = 'x;
    to_last = 'x;
    l_counts = 'x;
    moved_y = 'x;
    moved_x = 'x;
    if (l_valid) begin
      in_box = !before_y && !behind_y && !before_x && !behind_x;
      from_first = {Lanes{1'b1}} << first_lane[LaneBits-1:0];
      if (first_lane[Channel]) from_first = {Lanes{1'b1}};
      else if (first_lane[Channel-1:LaneBits] != 0) from_first = 0;
      to_last = ~({Lanes{1'b1}} << last_lane[LaneBits-1:0] << 1);
      if (last_lane[Channel]) to_last = 0;
      else if (last_lane[Channel-1:LaneBits] != 0) to_last = {Lanes{1'b1}};
      for (int l = 0; l < Lanes; l++) begin
        lanes[l] = in_box && from_first[l] && to_last[l];
        l_counts[l*Count+:Count] = lanes[l] ? list_counts[l*Count+:Count] : 0;
      end
      moved_y = list_y + entry.offset_y;
      moved_x = list_x + entry.offset_x;
    end
  end
  assign l_y = moved_y >> entry.shift_y;
  assign l_x = moved_x >> entry.shift_x;

  merge merge (
      .clk, .rst, .merging(!is_readout && (entry.shift_y != 0 || entry.shift_x != 0)),
      .in_valid(l_valid), .in_ready(m_ready), .in_y(l_y), .in_x(l_x), .in_group(list_group), .in_counts(l_counts),
      .ended(list_ended), .out_valid(m_valid), .out_ready(s_free), .out_y(m_y), .out_x(m_x), .out_group(m_group),
      .out_counts(m_counts), .empty(m_empty));

  // Of a readout: which digit a word of the list is.
  logic is_readout;
  logic [chip_pkg::PLACE_BITS-1:0] s_place;
  if (chip_pkg::READOUT != 0) begin : g_readout
    logic [Populations-1:0] readouts;
    logic [chip_pkg::PLACE_BITS-1:0] next_place, l_place, m_place;

    assign is_readout = readouts[population];
    always_ff @(posedge clk) begin
      if (fired) readouts[fired_slot] <= fired_readout;
      if (start) next_place <= 0;
      else if (list_read) next_place <= 32'(next_place) == chip_pkg::PLACES - 1 ? 0 : next_place + 1;
      if (list_read) l_place <= next_place;
      if (l_take) m_place <= l_place;
      if (s_free) s_place <= chip_pkg::MERGE_WORDS != 0 ? m_place : l_place;
    end

    // Potentials go to the host alone, in the step that they are of.
    always_ff @(posedge clk)
      if (!rst && out_valid && is_readout) assert (entry.to_host && !entry.delayed);
  end else begin : g_no_readout
    assign is_readout = 1'b0;
    assign s_place = 0;
  end

  assign s_rest = s_lanes & (s_lanes - 1);
  assign s_lane = s_lanes & ~s_rest;
  assign s_finish = s_valid && out_ready && s_rest == 0;
  assign s_free = !s_valid || s_finish;

  always_ff @(posedge clk)
    if (rst) begin
      step <= Idle;
      l_valid <= 1'b0;
      s_valid <= 1'b0;
    end else if (start) begin
      step <= Load;
      population <= owners[index];
    end else if (step == Load) begin
      if (!reader_busy) step <= silent ? End : Spikes;
    end else if (step == Spikes) begin
      if (list_read) l_valid <= 1'b1;
      else if (l_take) l_valid <= 1'b0;
      if (m_valid && s_free) begin
        s_valid <= m_counts != 0;
        for (int l = 0; l < Lanes; l++) s_lanes[l] <= m_counts[l*Count+:Count] != 0;
        s_y <= m_y;
        s_x <= m_x;
        s_group <= m_group;
        s_counts <= m_counts;
      end else if (s_finish) s_valid <= 1'b0;
      else if (s_valid && out_ready) s_lanes <= s_rest;
      if (list_ended && m_empty && s_free) step <= End;
    end else if (step == End && out_ready) step <= Idle;

  always_ff @(posedge clk)
    if (start) next <= 0;
    else if (list_read) next <= next + 1;

  assign out_valid = s_valid || step == End;
  assign sent = step == End && out_ready;

  chip_pkg::packet_t packet;
  chip_pkg::spike_payload_t spike;
  chip_pkg::end_payload_t ending;
  chip_pkg::potential_payload_t potential;
  always_comb begin
    packet = 'x;
    spike = 0;
    potential = 0;
    ending = 0;
    lane = 0;
    if (out_valid) begin
      packet = 0;
      packet.multicast = entry.multicast;
      packet.to_host = entry.to_host;
      packet.core_x = entry.core_x;
      packet.core_y = entry.core_y;
      if (s_valid) begin
        for (int l = 0; l < Lanes; l++)
          if (s_lane[l]) begin
            lane = LaneBits'(l);
            spike.count = s_counts[l*Count+:Count];
          end
        spike.channel = Channel'(Channel'(s_group) * Channel'(Lanes)) + Channel'(lane) + entry.offset_channel;
        spike.y = s_y;
        spike.x = s_x;
        packet.kind = chip_pkg::KIND_SPIKE;
        packet.port = entry.port;
        packet.payload = spike;
        if (is_readout) begin
          potential.place = s_place;
          potential.digit = spike.count;
          potential.channel = spike.channel;
          potential.y = spike.y;
          potential.x = spike.x;
          packet.kind = chip_pkg::KIND_POTENTIAL;
          packet.payload = chip_pkg::PAYLOAD_BITS'(potential);
        end
      end else begin
        ending.target = entry.target;
        ending.last = step_last && !entry.delayed;
        packet.kind = chip_pkg::KIND_END;
        packet.payload = ending;
      end
    end
  end
  assign out_packet = packet;

  always_ff @(posedge clk)
    if (!rst) begin
      // No credit for an edge that has all its own, no second firing before all is sent.
      if (credit_valid) begin
        assert (32'(credit_destination) < Destinations);
        assert (!clearing && came[Credits:1] < complete_edge[Credits:1]);
      end
      if (note) assert (!came[0]);
      if (fired) assert (!noting && !clearing);
      if (complete) assert (queue_ready);
      assert (!(start && busy));
      // END follows the last spike of its edge.
      if (sent) assert (!l_valid && m_empty && !s_valid);
    end

endmodule
