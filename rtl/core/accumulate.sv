//===- accumulate.sv - spikes into membrane potentials -----------------------===//
//
// A SPIKE at a port is a patch of the kernel: for each output row oy with ky = iy - oy * S in [0, KH), each column
// likewise, and each group, one word of potentials gets the count times one word of weights.
//
// Weights are counted in words of the port, ((channel * KH + ky) * KW + kx) * G + group. Where the port says that they
// are packed, two of these lie in the halves of one memory word: addresses of weights have one bit more here, the lowest
// of which chooses the half.
//
// `port_cache` holds the fields of the current port. The set-up (stages a to d) finds the first tap in closed form:
// oy = min(HO - 1, floor(iy / S)). `taps` then walks the taps, one word a cycle, for `adder` to add them up.
//
//===----------------------------------------------------------------------===//

module accumulate (
    input  logic                                                 clk,
    input  logic                                                 rst,
    // A spike, taken when `spike_ready`.
    input  logic                                                 spike_valid,
    output logic                                                 spike_ready,
    input  logic [                        chip_pkg::PORT_BITS-1:0] spike_port,
    input  logic [                     chip_pkg::PAYLOAD_BITS-1:0] spike_payload,
    // Tables; `table_written` makes the current port stale.
    input  logic                                                 table_written,
    output logic                                                 port_read,
    output logic [                     chip_pkg::ADDRESS_BITS-1:0] port_address,
    input  logic [                                           15:0] port_data,
    output logic                                                 population_read,
    output logic [                     chip_pkg::ADDRESS_BITS-1:0] population_address,
    input  logic [                                           15:0] population_data,
    // A word of taps.
    output logic                                                 tap_valid,
    output logic                                                 tap_packed,
    output logic [                       chip_pkg::ADDRESS_BITS:0] tap_weight,
    output logic [                     chip_pkg::ADDRESS_BITS-1:0] tap_state,
    output logic [                       chip_pkg::COUNT_BITS-1:0] tap_count,
    output logic                                                 tap_negative,
    output logic [                chip_pkg::WEIGHT_SHIFT_BITS-1:0] tap_shift,
    // Nothing is under way to the taps.
    output logic                                                 drained
);

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int WeightIndex = Address + 1;
  localparam int Coordinate = chip_pkg::COORDINATE_BITS;
  localparam int Kernel = chip_pkg::KERNEL_BITS;
  localparam int Count = chip_pkg::COUNT_BITS;
  // y + offset, signed, and its quotient by the stride.
  localparam int Sum = chip_pkg::OFFSET_BITS + 1;
  localparam int Quotient = chip_pkg::OFFSET_BITS;

  chip_pkg::spike_payload_t spike;
  assign spike = spike_payload;

  // The current port.
  logic port_valid, port_loading, port_start;
  logic [chip_pkg::PORT_BITS-1:0] port_index;
  chip_pkg::port_entry_t port;
  logic [Coordinate-1:0] height, width;
  logic [chip_pkg::GROUPS_BITS-1:0] groups;
  logic [Address-1:0] first_potential, plane;
  logic [WeightIndex-1:0] row_weights, channel_weights, step_x_weights, step_y_weights;
  logic [14:0] reciprocal_y, reciprocal_x;

  port_cache port_cache (
      .clk, .rst, .table_written,
      .start(port_start), .index(spike_port), .busy(port_loading), .valid(port_valid), .current(port_index),
      .port_read, .port_address, .port_data, .population_read, .population_address, .population_data,
      .port, .height, .width, .groups,
      .first_potential, .row_weights, .channel_weights, .step_x_weights, .step_y_weights, .plane, .reciprocal_y, .reciprocal_x);

  logic a_valid, b_valid, c_valid, d_valid, taps_ready, taps_busy;
  logic setup_advance, setup_empty, port_fits;

  assign setup_advance = !d_valid || taps_ready;
  assign setup_empty = !(a_valid || b_valid || c_valid || d_valid || taps_busy);
  assign port_fits = port_valid && !port_loading && port_index == spike_port;
  assign spike_ready = port_fits && setup_advance;
  assign port_start = spike_valid && !port_loading && !port_fits && setup_empty;

  // (i * reciprocal) >> 14 is floor(i / S) for i < 1024 and S <= 15.
  function automatic logic [Quotient-1:0] quotient(input logic [Quotient-1:0] value, input logic [14:0] factor);
    logic [Quotient+14:0] product;
    product = (Quotient + 15)'(value) * (Quotient + 15)'(factor);
    quotient = Quotient'(product >> 14);
  endfunction

  // Stage a: iy = y + yo. Stage b: floor(iy / S). Stage c: first row, its kernel row; hit. Stage d: the products.
  logic signed [Sum-1:0] a_y, a_x;
  logic [Count-1:0] a_count, b_count, c_count, d_count;
  logic a_negative, b_negative, c_negative, d_negative;
  logic [chip_pkg::CHANNEL_BITS-1:0] a_channel, b_channel, c_channel;
  logic [Quotient-1:0] b_y, b_x, b_row, b_col, first_row, first_col, first_ky, first_kx, c_ky, c_kx;
  logic b_inside, c_inside, c_hit;
  logic [Coordinate-1:0] c_row, c_col, d_row, d_col;
  logic [Kernel-1:0] d_ky, d_kx;
  logic [WeightIndex-1:0] d_channel_part, d_ky_part, d_kx_part;
  logic [Address-1:0] d_row_part;

  logic row_exists, col_exists, row_hits, col_hits;
  logic [Quotient-1:0] wide_height, wide_width, wide_kernel_height, wide_kernel_width;
  assign wide_height = Quotient'(height);
  assign wide_width = Quotient'(width);
  assign wide_kernel_height = Quotient'(port.kernel_height);
  assign wide_kernel_width = Quotient'(port.kernel_width);
  below #(.WIDTH(Quotient)) is_row (.enable(b_valid), .value(b_row), .bound(wide_height), .is_below(row_exists));
  below #(.WIDTH(Quotient)) is_col (.enable(b_valid), .value(b_col), .bound(wide_width), .is_below(col_exists));
  below #(.WIDTH(Quotient)) in_rows (.enable(c_valid), .value(c_ky), .bound(wide_kernel_height), .is_below(row_hits));
  below #(.WIDTH(Quotient)) in_cols (.enable(c_valid), .value(c_kx), .bound(wide_kernel_width), .is_below(col_hits));

  always_comb begin
    first_row = 'x;
    first_col = 'x;
    first_ky = 'x;
    first_kx = 'x;
    if (b_valid) begin
      first_row = row_exists ? b_row : wide_height - 1;
      first_col = col_exists ? b_col : wide_width - 1;
      first_ky = b_y - Quotient'(first_row * Quotient'(port.stride_y));
      first_kx = b_x - Quotient'(first_col * Quotient'(port.stride_x));
    end
  end

  assign c_hit = c_inside && row_hits && col_hits;

  always_ff @(posedge clk)
    if (rst) begin
      a_valid <= 1'b0;
      b_valid <= 1'b0;
      c_valid <= 1'b0;
      d_valid <= 1'b0;
    end else if (setup_advance) begin
      a_valid <= spike_valid && spike_ready;
      b_valid <= a_valid;
      c_valid <= b_valid;
      d_valid <= c_valid && c_hit;
      if (spike_valid && spike_ready) begin
        a_y <= $signed({{Sum - Coordinate{1'b0}}, spike.y}) +
               $signed({port.offset_y[chip_pkg::OFFSET_BITS-1], port.offset_y});
        a_x <= $signed({{Sum - Coordinate{1'b0}}, spike.x}) +
               $signed({port.offset_x[chip_pkg::OFFSET_BITS-1], port.offset_x});
        a_count <= spike.count;
        a_negative <= spike.negative;
        a_channel <= spike.channel;
      end
      if (a_valid) begin
        b_y <= a_y[Quotient-1:0];
        b_x <= a_x[Quotient-1:0];
        b_row <= quotient(a_y[Quotient-1:0], reciprocal_y);
        b_col <= quotient(a_x[Quotient-1:0], reciprocal_x);
        b_inside <= !a_y[Sum-1] && !a_x[Sum-1];
        b_count <= a_count;
        b_negative <= a_negative;
        b_channel <= a_channel;
      end
      if (b_valid) begin
        c_row <= first_row[Coordinate-1:0];
        c_col <= first_col[Coordinate-1:0];
        c_ky <= first_ky;
        c_kx <= first_kx;
        c_inside <= b_inside;
        c_count <= b_count;
        c_negative <= b_negative;
        c_channel <= b_channel;
      end
      if (c_valid && c_hit) begin
        d_channel_part <= WeightIndex'(c_channel) * channel_weights;
        d_ky_part <= WeightIndex'(c_ky[Kernel-1:0]) * row_weights;
        d_kx_part <= WeightIndex'(c_kx[Kernel-1:0]) * WeightIndex'(groups);
        d_row_part <= Address'(c_row) * Address'(width);
        d_row <= c_row;
        d_col <= c_col;
        d_ky <= c_ky[Kernel-1:0];
        d_kx <= c_kx[Kernel-1:0];
        d_count <= c_count;
        d_negative <= c_negative;
      end
    end

  logic [WeightIndex-1:0] weight_base;

  assign tap_packed = port.packed_weights;
  assign tap_shift = port.weight_shift;
  assign weight_base = port.packed_weights ? {port.weight_base, 1'b0} : {1'b0, port.weight_base};

  taps taps (
      .clk, .rst,
      .start(d_valid && taps_ready), .ready(taps_ready), .busy(taps_busy),
      .start_weight(weight_base + d_channel_part + d_ky_part + d_kx_part),
      .start_state(first_potential + d_row_part + Address'(d_col)),
      .start_row(d_row), .start_col(d_col), .start_ky(d_ky), .start_kx(d_kx),
      .start_count(d_count), .start_negative(d_negative),
      .kernel_height(port.kernel_height), .kernel_width(port.kernel_width),
      .stride_y(port.stride_y), .stride_x(port.stride_x), .width, .groups, .step_x_weights, .step_y_weights, .plane,
      .tap_valid, .tap_weight, .tap_state, .tap_count, .tap_negative);

  assign drained = setup_empty && !port_loading;

  always_ff @(posedge clk)
    if (!rst && spike_valid && spike_ready) begin
      assert (spike.count != 0);
      assert (port.stride_y != 0);
      assert (port.stride_x != 0);
    end

endmodule
