//===- pool_fire.sv - the windows of a spiking max pool -----------------------===//
//
// Each pixel has a frame word, which its ports have filled with the spikes of this step, and `plane` words behind it a
// count word with the spikes of the sample, those of this step with them: `fire_lanes` has added them. The scan gives the
// active pixels in address order. Every window over a pixel is looked at, rows and columns downwards, if the pixel is the
// first of the window whose frame is not 0: so each window with a spike is visited once, and no other. For each lane, over
// the pixels of the window that exist (all others count as 0): the greatest count, the greatest count of a pixel that
// spiked, and the greatest frame, which is what the window emits if the first two are equal, at most `max_count`. A tap
// of a window takes 2 cycles. The frames are cleared afterwards, by `fire_lanes`.
//
//===----------------------------------------------------------------------===//

module pool_fire (
    input  logic                                              clk,
    input  logic                                              rst,
    input  logic [                chip_pkg::CORE_X_BITS-1:0] core_x,
    input  logic [                chip_pkg::CORE_Y_BITS-1:0] core_y,
    input  logic [            chip_pkg::POPULATION_BITS-1:0] population,
    input  chip_pkg::population_entry_t                       fields,
    input  logic [               chip_pkg::ADDRESS_BITS-1:0] plane,
    // Pixels to visit.
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
    // A word of the spike list.
    output logic                                              push,
    output logic [            chip_pkg::COORDINATE_BITS-1:0] push_y,
    output logic [            chip_pkg::COORDINATE_BITS-1:0] push_x,
    output logic [                chip_pkg::GROUPS_BITS-1:0] push_group,
    output logic [chip_pkg::LANES*chip_pkg::COUNT_BITS-1:0] push_counts
);

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Coordinate = chip_pkg::COORDINATE_BITS;
  localparam int Kernel = chip_pkg::KERNEL_BITS;
  localparam int Stride = chip_pkg::STRIDE_BITS;
  localparam int Lanes = chip_pkg::LANES;
  localparam int State = chip_pkg::STATE_BITS;
  localparam int Count = chip_pkg::COUNT_BITS;
  // y + offset, signed, and its quotient by the stride.
  localparam int Sum = chip_pkg::OFFSET_BITS + 1;
  localparam int Quotient = chip_pkg::OFFSET_BITS;

  // Pixel, Divide, First: from a pixel to its last window. Open, Taps, Close: one window.
  localparam logic [2:0] Idle = 0, Pixel = 1, Divide = 2, First = 3, Open = 4, Taps = 5, Close = 6;

  logic [2:0] step;
  logic [Address-1:0] pixel, tap, row_tap;
  logic [Coordinate-1:0] pixel_y, pixel_x;
  logic [chip_pkg::GROUPS_BITS-1:0] pixel_group;
  logic [Lanes*State-1:0] frame;

  assign ready = step == Idle;
  assign busy = valid || step != Idle;

  // The last window over the pixel: row = min(rows - 1, floor(iy / S)), in which it is in row ky = iy - row * S. The
  // columns follow a step behind the rows, with the same logic.
  logic signed [Sum-1:0] iy, ix;
  logic [Quotient-1:0] dividend, floor, windows, last_window, i, place;
  logic [Stride-1:0] dividing_stride, stride;
  logic of_rows, inside_rows, inside_window;
  // The window in work, and the place of the pixel in it.
  logic [Coordinate-1:0] row, col, first_col;
  logic [Kernel-1:0] ky, kx, first_kx;
  logic [Kernel:0] next_ky, next_kx;
  logic more_cols, more_rows;

  assign dividend = step == Pixel ? iy[Quotient-1:0] : ix[Quotient-1:0];
  assign dividing_stride = step == Pixel ? fields.window_stride_y : fields.window_stride_x;
  assign windows = step == Pixel ? Quotient'(fields.window_rows) : Quotient'(fields.window_columns);
  assign of_rows = step == Divide;

  // ceil(2^14 / S): (i * reciprocal) >> 14 is floor(i / S) for i < 1024 and S <= 15.
  logic [14:0] reciprocal;
  logic [Quotient+14:0] quotient;
  always_comb begin
    reciprocal = 15'd16384;
    for (int s = 2; s < 16; s++) if (dividing_stride == Stride'(s)) reciprocal = 15'((16384 + s - 1) / s);
    quotient = (Quotient + 15)'(dividend) * (Quotient + 15)'(reciprocal);
    floor = Quotient'(quotient >> 14);
  end

  always_comb begin
    i = 'x;
    stride = 'x;
    place = 'x;
    inside_window = 1'b0;
    if (step == Divide || step == First) begin
      i = of_rows ? iy[Quotient-1:0] : ix[Quotient-1:0];
      stride = of_rows ? fields.window_stride_y : fields.window_stride_x;
      place = i - Quotient'(last_window * Quotient'(stride));
      inside_window = !(of_rows ? iy[Sum-1] : ix[Sum-1]) &&
                      place < (of_rows ? Quotient'(fields.window_height) : Quotient'(fields.window_width));
    end
  end

  assign next_ky = (Kernel + 1)'(ky) + (Kernel + 1)'(fields.window_stride_y);
  assign next_kx = (Kernel + 1)'(kx) + (Kernel + 1)'(fields.window_stride_x);
  assign more_cols = col != 0 && next_kx < (Kernel + 1)'(fields.window_width);
  assign more_rows = row != 0 && next_ky < (Kernel + 1)'(fields.window_height);

  // The pixels of the window that exist: `above` rows before the pixel's and `below` after it, columns likewise.
  logic [Kernel-1:0] above, left, below, right, rows_left, cols_left, last_cols;
  logic [Kernel-1:0] rest_y, rest_x;
  logic [Coordinate-1:0] room_y, room_x;

  always_comb begin
    above = 'x;
    left = 'x;
    below = 'x;
    right = 'x;
    rest_y = 'x;
    rest_x = 'x;
    room_y = 'x;
    room_x = 'x;
    if (step == Open) begin
      above = Coordinate'(ky) > pixel_y ? Kernel'(pixel_y) : ky;
      left = Coordinate'(kx) > pixel_x ? Kernel'(pixel_x) : kx;
      rest_y = fields.window_height - ky - 1;
      rest_x = fields.window_width - kx - 1;
      room_y = fields.height - pixel_y - 1;
      room_x = fields.width - pixel_x - 1;
      below = Coordinate'(rest_y) > room_y ? Kernel'(room_y) : rest_y;
      right = Coordinate'(rest_x) > room_x ? Kernel'(room_x) : rest_x;
    end
  end

  // Taps are read frame first, count behind it. Stage o: the memory's output.
  logic issuing, issue_count, last_issue, o_valid, o_count, o_pixel, o_last, found, skip;

  assign last_issue = issuing && issue_count && rows_left == 0 && cols_left == 0;
  // Another pixel before this one spiked: the window was visited from there.
  assign skip = step == Taps && o_valid && !o_count && !found && !o_pixel && state_read_data != 0;

  assign state_read = (step == Idle && valid) || issuing;
  assign state_read_address = step == Idle ? address : issue_count ? tap + plane : tap;

  always_ff @(posedge clk)
    if (rst) begin
      step <= Idle;
      issuing <= 1'b0;
      o_valid <= 1'b0;
    end else begin
      o_valid <= issuing && !skip;
      if (step == Idle) begin
        if (valid) step <= Pixel;
      end else if (step == Pixel) step <= state_read_data != 0 ? Divide : Idle;
      else if (step == Divide) step <= First;
      else if (step == First) step <= inside_rows && inside_window ? Open : Idle;
      else if (step == Open) begin
        step <= Taps;
        issuing <= 1'b1;
      end else if (step == Taps) begin
        if (last_issue || skip) issuing <= 1'b0;
        if (skip || (o_valid && o_last)) step <= Close;
      end else if (step == Close) step <= more_cols || more_rows ? Open : Idle;
    end

  always_ff @(posedge clk) begin
    if (step == Idle && valid) begin
      pixel <= address;
      pixel_y <= y;
      pixel_x <= x;
      pixel_group <= group;
      iy <= $signed({{Sum - Coordinate{1'b0}}, y}) +
            $signed({fields.window_offset_y[chip_pkg::OFFSET_BITS-1], fields.window_offset_y});
      ix <= $signed({{Sum - Coordinate{1'b0}}, x}) +
            $signed({fields.window_offset_x[chip_pkg::OFFSET_BITS-1], fields.window_offset_x});
    end
    if (o_valid && !o_count) frame <= state_read_data;
    if (step == Pixel || step == Divide) last_window <= floor < windows ? floor : windows - 1;
    if (step == Divide) begin
      inside_rows <= inside_window;
      row <= last_window[Coordinate-1:0];
      ky <= place[Kernel-1:0];
    end
    if (step == First) begin
      col <= last_window[Coordinate-1:0];
      first_col <= last_window[Coordinate-1:0];
      kx <= place[Kernel-1:0];
      first_kx <= place[Kernel-1:0];
    end
    if (step == Close) begin
      if (more_cols) begin
        col <= col - 1;
        kx <= next_kx[Kernel-1:0];
      end else begin
        row <= row - 1;
        ky <= next_ky[Kernel-1:0];
        col <= first_col;
        kx <= first_kx;
      end
    end
  end

  always_ff @(posedge clk)
    if (step == Open) begin
      tap <= pixel - Address'(above) * Address'(fields.width) - Address'(left);
      row_tap <= pixel - Address'(above) * Address'(fields.width) - Address'(left);
      rows_left <= above + below;
      cols_left <= left + right;
      last_cols <= left + right;
      issue_count <= 1'b0;
      found <= 1'b0;
    end else if (step == Taps) begin
      if (issuing) issue_count <= !issue_count;
      if (issuing && issue_count) begin
        if (cols_left != 0) begin
          tap <= tap + 1;
          cols_left <= cols_left - 1;
        end else begin
          tap <= row_tap + Address'(fields.width);
          row_tap <= row_tap + Address'(fields.width);
          rows_left <= rows_left - 1;
          cols_left <= last_cols;
        end
      end
      o_count <= issue_count;
      o_pixel <= tap == pixel;
      o_last <= last_issue;
      if (o_valid && !o_count && o_pixel) found <= 1'b1;
    end

  // Per lane: the greatest count, whether a pixel that spiked has it, and the greatest frame, at most `max_count`. None
  // is below 0; while no pixel counts more than 0, all have it.
  logic [Lanes*State-1:0] greatest;
  logic [Lanes*Count-1:0] strongest, frame_counts;
  logic [Lanes-1:0] passes, spiked, reaches, equals;
  logic [State-1:0] one_frame, one_count;

  always_comb begin
    frame_counts = 'x;
    spiked = 'x;
    reaches = 'x;
    equals = 'x;
    one_frame = 'x;
    one_count = 'x;
    if (step == Taps)
      for (int l = 0; l < Lanes; l++) begin
        one_frame = frame[l*State+:State];
        one_count = state_read_data[l*State+:State];
        frame_counts[l*Count+:Count] = one_frame[State-1] ? 0 :
                                       one_frame[State-1:Count] != 0 || one_frame[Count-1:0] > fields.max_count ?
                                       fields.max_count : one_frame[Count-1:0];
        spiked[l] = $signed(one_frame) > 0;
        reaches[l] = $signed(one_count) >= $signed(greatest[l*State+:State]);
        equals[l] = one_count == greatest[l*State+:State];
      end
  end

  always_ff @(posedge clk)
    if (step == Open) begin
      greatest <= 0;
      strongest <= 0;
      passes <= {Lanes{1'b1}};
    end else if (step == Taps && o_valid && o_count)
      for (int l = 0; l < Lanes; l++) begin
        if (reaches[l]) begin
          greatest[l*State+:State] <= state_read_data[l*State+:State];
          passes[l] <= spiked[l] || (equals[l] && passes[l]);
        end
        if (frame_counts[l*Count+:Count] > strongest[l*Count+:Count])
          strongest[l*Count+:Count] <= frame_counts[l*Count+:Count];
      end

  always_comb begin
    push_counts = 'x;
    if (step == Close)
      for (int l = 0; l < Lanes; l++) push_counts[l*Count+:Count] = passes[l] ? strongest[l*Count+:Count] : 0;
  end

  // A window that is not this pixel's to visit ends without having found it.
  assign push = step == Close && found && push_counts != 0;
  assign push_y = row;
  assign push_x = col;
  assign push_group = pixel_group;

  always_ff @(posedge clk)
    if (!rst && step == Divide) begin
      assert (fields.max_count != 0);
      assert (fields.window_stride_y != 0 && fields.window_stride_x != 0);
      assert (fields.window_rows != 0 && fields.window_columns != 0);
    end

`ifndef SYNTHESIS
  import "DPI-C" function void snnc_commit_word(
      input int core_column, input int core_row, input int slot, input int position,
      input bit [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] integrated,
      input bit [chip_pkg::LANES*chip_pkg::COUNT_BITS-1:0] counts,
      input bit [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] result,
      input bit [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] current);

  always_ff @(posedge clk)
    if (!rst && step == Close && found)
      snnc_commit_word(32'(core_x), 32'(core_y), 32'(population),
                       (32'(pixel_group) * 32'(fields.window_rows) + 32'(row)) * 32'(fields.window_columns) + 32'(col),
                       greatest, push_counts, greatest, 0);
`endif

endmodule
