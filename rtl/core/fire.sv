//===- fire.sv - fires one population, or clears it at RUN -------------------===//
//
// Started only while nothing accumulates, it owns the state memory until `done`. The fields of the population it served
// last stay, so that a core with one population reads them once. RUN visits every word and writes zeros, and notes for
// each destination entry whose it is.
//
// Neurons take one pass over their words. A spiking max pool takes three over its pixels: counts, windows, and clearing
// of the frames; at the end of a sample of the counts too. Without an active pixel the first is all. Of these the windows
// are the work of `pool_fire`, the others that of the lanes.
//
//===----------------------------------------------------------------------===//

module fire (
    input  logic                                              clk,
    input  logic                                              rst,
    input  logic [                chip_pkg::CORE_X_BITS-1:0] core_x,
    input  logic [                chip_pkg::CORE_Y_BITS-1:0] core_y,
    input  logic                                              start,
    input  logic                                              start_clearing,
    input  logic                                              start_last,
    input  logic [            chip_pkg::POPULATION_BITS-1:0] start_population,
    output logic                                              busy,
    output logic                                              done,
    // Its scan has begun, of a firing and not of RUN: once, when the fields are there.
    output logic                                              begun,
    // What was started; valid while busy.
    output logic [            chip_pkg::POPULATION_BITS-1:0] population,
    output logic                                              clearing,
    output logic                                              last,
    output chip_pkg::population_entry_t                       fields,
    // Spikes listed by this firing.
    output logic [               chip_pkg::ADDRESS_BITS-1:0] list_length,
    // The last firing is still being noted by `send`: this one cannot be done yet.
    input  logic                                              hold,
    // Tables.
    input  logic                                              table_written,
    output logic                                              population_read,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] population_address,
    input  logic [                                      15:0] population_data,
    output logic                                              owner_write,
    output logic [           chip_pkg::DESTINATION_BITS-1:0] owner_destination,
    // Memories.
    output logic                                              state_read,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] state_read_address,
    input  logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] state_read_data,
    // What `adder` writes, and the activity that goes with that write.
    output logic                                              store,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] store_address,
    output logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] store_word,
    output logic [chip_pkg::LANES*(chip_pkg::DECAY_BITS+1)-1:0] store_decays,
    input  logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] left,
    input  logic                                              remains,
    output logic                                              still_active,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] activity_address,
    output logic [               chip_pkg::ADDRESS_BITS-1:5] activity_index,
    input  logic [                                      31:0] activity_bits,
    output logic                                              list_write,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] list_address,
    output logic [            chip_pkg::COORDINATE_BITS-1:0] list_y,
    output logic [            chip_pkg::COORDINATE_BITS-1:0] list_x,
    output logic [                chip_pkg::GROUPS_BITS-1:0] list_group,
    output logic [chip_pkg::LANES*chip_pkg::COUNT_BITS-1:0] list_counts
);

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Owned = $clog2(chip_pkg::DESTINATIONS + 1);
  localparam logic [2:0] Idle = 0, Load = 1, Area = 2, Words = 3, Scan = 4, Owners = 5, Windows = 6, Clear = 7;
  // Only a max pool has more.
  localparam int NeuronWords = chip_pkg::POPULATION_FIRST_CREDIT_WORD + 1;
  localparam int FieldWords = chip_pkg::MAX_POOL != 0 ? chip_pkg::POPULATION_ENTRY_WORDS : NeuronWords;

  logic [2:0] step;
  logic [16*FieldWords-1:0] field_words;
  logic fields_valid, cached, reader_start, reader_busy, scan_start, scan_valid, scan_ready, scan_busy, finished;
  logic is_pool, has_decay, has_current, adding, pooling, visited, more_passes, whole;
  logic lanes_ready, lanes_busy, lanes_read, lanes_push, pool_ready, pool_busy, pool_read, pool_push;
  logic [Address-1:0] area, words, plane, first_potential, behind_potentials, last_potential, scan_address;
  logic [Address-1:0] lanes_read_address, pool_read_address;
  logic [chip_pkg::COORDINATE_BITS-1:0] lanes_y, lanes_x, pool_y, pool_x;
  logic [chip_pkg::GROUPS_BITS-1:0] lanes_group, pool_group;
  logic [chip_pkg::LANES*chip_pkg::COUNT_BITS-1:0] lanes_counts, pool_counts;
  logic [2:0] parameters;
  logic [$clog2(chip_pkg::STATE_WORDS)+chip_pkg::COORDINATE_BITS-1:0] rom_value, width_reciprocal, height_reciprocal;
  logic [$clog2(chip_pkg::STATE_WORDS+1)-1:0] length;
  logic [chip_pkg::COORDINATE_BITS-1:0] scan_y, scan_x;
  logic [chip_pkg::GROUPS_BITS-1:0] scan_group;
  logic [Owned-1:0] owned;
  logic all_owned;

  assign list_length = Address'(length);
  assign last_potential = behind_potentials - 1;
  assign cached = fields_valid && population == start_population;
  assign reader_start = start && !cached;
  assign busy = step != Idle;
  assign is_pool = chip_pkg::MAX_POOL != 0 && 32'(fields.kind) == chip_pkg::POPULATION_KIND_MAX_POOL;
  assign has_current = chip_pkg::CURRENT != 0 && 32'(fields.kind) == chip_pkg::POPULATION_KIND_CURRENT;
  assign has_decay = (chip_pkg::LEAK != 0 && 32'(fields.kind) == chip_pkg::POPULATION_KIND_LEAKY) || has_current;
  // What the scan gives goes to the lanes, which also add frames to counts and clear, but where there are windows.
  assign adding = is_pool && !clearing && step == Scan;
  assign pooling = chip_pkg::MAX_POOL != 0 && step == Windows;
  assign finished = (step == Scan || step == Windows || step == Clear) &&
                    !scan_busy && !lanes_busy && !pool_busy && !hold;
  assign more_passes = pooling || (adding && (visited || last));
  assign done = (finished && !clearing && !more_passes) || (step == Owners && all_owned);
  // Its bounds are registers by the cycle after, when the scan takes the first activity word.
  assign scan_start = step == Words || (start && cached) || (finished && more_passes);
  // The count words of a pool are cleared together with its frames.
  assign whole = clearing || (last && step == Clear);

  parameter_words parameter_words (
      .kind(fields.kind), .has_lower_bound(fields.has_lower_bound), .has_bias(fields.has_bias),
      .has_subtract(fields.has_subtract), .words(parameters));

  table_reader #(
      .INDEX_BITS(chip_pkg::POPULATION_BITS), .WORDS(FieldWords),
      .STRIDE_BITS(chip_pkg::POPULATION_ENTRY_STRIDE_BITS)
  ) reader (
      .clk, .rst, .start(reader_start), .index(start_population),
      // The kind is there long before the last of these words.
      .words((chip_pkg::POPULATION_ENTRY_STRIDE_BITS + 1)'(is_pool ? chip_pkg::POPULATION_ENTRY_WORDS : NeuronWords)),
      .busy(reader_busy), .read(population_read), .read_address(population_address),
      .read_data(population_data), .entry(field_words));

  assign fields = (16 * chip_pkg::POPULATION_ENTRY_WORDS)'(field_words);

  // One multiplier for the words of parameters, of a group and of all groups.
  assign words = (step == Load ? Address'(parameters) : step == Area ? Address'(fields.height) : area) *
                 (step == Area ? Address'(fields.width) : Address'(fields.groups));

  // The reciprocal of the width comes first, that of the height a cycle later.
  reciprocal_rom rom (
      .clk, .read((step == Load && !reader_busy) || step == Area),
      .divisor(step == Load ? fields.width : fields.height), .value(rom_value));

  scan scan (
      .clk, .rst, .start(scan_start), .visit_all(whole || (!is_pool && (last || fields.has_bias))),
      .first(first_potential), .last((is_pool && whole) || (has_current && clearing) ? last_potential + plane : last_potential),
      .height(fields.height), .width(fields.width),
      .height_reciprocal, .width_reciprocal, .read_index(activity_index), .read_bits(activity_bits),
      .valid(scan_valid), .ready(scan_ready), .address(scan_address), .y(scan_y), .x(scan_x), .group(scan_group),
      .busy(scan_busy));

  fire_lanes lanes (
      .clk, .rst, .core_x, .core_y, .population, .start(scan_start), .clearing(clearing || step == Clear), .adding, .last,
      .state_base(fields.state_base), .first_potential, .parameters,
      .reset_to_zero(fields.reset_to_zero), .has_lower_bound(fields.has_lower_bound), .has_bias(fields.has_bias),
      .has_subtract(fields.has_subtract), .has_decay, .has_current, .plane, .upper(fields.upper),
      .max_count(fields.max_count),
      .valid(scan_valid && !pooling), .ready(lanes_ready), .address(scan_address), .y(scan_y), .x(scan_x), .group(scan_group),
      .busy(lanes_busy), .state_read(lanes_read), .state_read_address(lanes_read_address), .state_read_data,
      .store, .store_address, .store_word, .store_decays, .left, .remains, .still_active, .activity_address,
      .push(lanes_push), .push_y(lanes_y), .push_x(lanes_x), .push_group(lanes_group),
      .push_counts(lanes_counts));

  if (chip_pkg::MAX_POOL != 0) begin : g_pool
    pool_fire pool (
        .clk, .rst, .core_x, .core_y, .population, .fields, .plane,
        .valid(scan_valid && pooling), .ready(pool_ready), .address(scan_address), .y(scan_y), .x(scan_x), .group(scan_group),
        .busy(pool_busy), .state_read(pool_read), .state_read_address(pool_read_address), .state_read_data,
        .push(pool_push), .push_y(pool_y), .push_x(pool_x), .push_group(pool_group), .push_counts(pool_counts));
  end else begin : g_no_pool
    assign pool_ready = 1'b0;
    assign pool_busy = 1'b0;
    assign pool_read = 1'b0;
    assign pool_push = 1'b0;
    assign pool_read_address = 0;
    assign pool_y = 0;
    assign pool_x = 0;
    assign pool_group = 0;
    assign pool_counts = 0;
  end

  assign scan_ready = pooling ? pool_ready : lanes_ready;
  assign state_read = lanes_read || pool_read;
  assign state_read_address = pooling ? pool_read_address : lanes_read_address;
  assign list_write = lanes_push || pool_push;
  assign list_y = pooling ? pool_y : lanes_y;
  assign list_x = pooling ? pool_x : lanes_x;
  assign list_group = pooling ? pool_group : lanes_group;
  assign list_counts = pooling ? pool_counts : lanes_counts;

  always_ff @(posedge clk)
    if (rst) begin
      step <= Idle;
      fields_valid <= 1'b0;
    end else begin
      if (start) begin
        population <= start_population;
        clearing <= start_clearing;
        last <= start_last;
        visited <= 1'b0;
        step <= cached ? Scan : Load;
      end else if (busy) begin
        if (step == Load) begin
          // Right in the last of these cycles.
          first_potential <= fields.state_base + words;
          if (!reader_busy) step <= Area;
        end else if (step == Area) begin
          area <= words;
          width_reciprocal <= rom_value;
          step <= Words;
        end else if (step == Words) begin
          behind_potentials <= first_potential + words;
          plane <= words;
          height_reciprocal <= rom_value;
          fields_valid <= 1'b1;
          step <= Scan;
        end else if (step == Scan || step == Windows || step == Clear) begin
          if (scan_valid) visited <= 1'b1;
          if (finished) step <= clearing ? Owners : !more_passes ? Idle : step == Scan ? Windows : Clear;
        end else if (step == Owners) begin
          if (all_owned) step <= Idle;
        end
      end else if (table_written) fields_valid <= 1'b0;
    end

  // Apart from the others, so that zero is a reset of the registers, which costs no LUTs.
  always_ff @(posedge clk) begin
    if (start) length <= 0;
    else if (list_write) length <= length + 1;
    if (start) owned <= 0;
    else if (step == Owners) owned <= owned + 1;
  end

  always_ff @(posedge clk)
    if (rst) begun <= 1'b0;
    else begun <= (start && cached && !start_clearing) || (step == Words && !clearing);

  assign list_address = fields.list_base + list_length;
  assign owner_write = step == Owners && !all_owned;
  assign all_owned = owned == Owned'(fields.destination_count);
  assign owner_destination = fields.first_destination + chip_pkg::DESTINATION_BITS'(owned);

  always_ff @(posedge clk)
    if (!rst) begin
      assert (!(start && busy));
      if (begun) assert (busy && !clearing && fields_valid);
      assert (!(table_written && busy));
      if (step == Words) begin
        if (chip_pkg::MAX_POOL == 0) assert (32'(fields.kind) != chip_pkg::POPULATION_KIND_MAX_POOL);
        if (chip_pkg::LEAK == 0) assert (32'(fields.kind) <= chip_pkg::POPULATION_KIND_MAX_POOL);
        if (chip_pkg::CURRENT == 0) assert (32'(fields.kind) != chip_pkg::POPULATION_KIND_CURRENT);
        assert (area != 0 && fields.groups != 0);
      end
      // One list word at most for each state word of neurons, of a readout one for each digit of its potentials.
      if (list_write && !is_pool && fields.max_count != 0) assert (list_length <= last_potential - first_potential);
      if (list_write && fields.max_count == 0) begin
        assert (chip_pkg::READOUT != 0 && has_decay);
        assert (32'(list_length) < (32'(last_potential) - 32'(first_potential) + 1) * chip_pkg::PLACES);
      end
      if (is_pool && step == Words)
        assert (!fields.reset_to_zero && !fields.has_lower_bound && !fields.has_bias && !fields.has_subtract);
    end

`ifndef SYNTHESIS
  import "DPI-C" function void snnc_commit_fired(
      input int core_column, input int core_row, input int slot, input int ends_sample);

  // A firing that visits no word commits nothing: only this call tells the steps of a population apart.
  always_ff @(posedge clk)
    if (!rst && done && !clearing)
      snnc_commit_fired(32'(core_x), 32'(core_y), 32'(population), 32'(last));
`endif

endmodule
