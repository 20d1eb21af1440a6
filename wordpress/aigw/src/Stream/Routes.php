<?php
/**
 * REST routes of the block.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Stream;

use Aigw\Answer;
use Aigw\Capabilities;
use Aigw\Limits;
use Aigw\Messages;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;

defined( 'ABSPATH' ) || exit;

/**
 * `POST aigw/v1/token`: what a browser needs to ask the gateway itself. `POST aigw/v1/ask`: the answer through WordPress.
 */
final class Routes {

	const SPACE = 'aigw/v1';

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'rest_api_init', array( __CLASS__, 'routes' ) );
	}

	/**
	 * Registers the routes.
	 *
	 * @return void
	 */
	public static function routes() {
		$config   = array(
			'description' => __( 'The block\'s configuration, signed by this site.', 'aigw' ),
			'type'        => 'string',
			'required'    => true,
			'maxLength'   => 65536,
		);
		$question = array(
			'description' => __( 'What the visitor asks.', 'aigw' ),
			'type'        => 'string',
			'default'     => '',
			'maxLength'   => 4 * Question::LONGEST,
		);
		$id       = array(
			'description' => __( 'Id of this question; the same id again is not billed again.', 'aigw' ),
			'type'        => 'string',
			'required'    => true,
			'pattern'     => '^[A-Za-z0-9-]{8,64}$',
		);
		foreach ( array( 'token' => array(), 'ask' => array( 'id' => $id ) ) as $name => $more ) {
			register_rest_route(
				self::SPACE,
				'/' . $name,
				array(
					'methods'             => 'POST',
					'callback'            => array( __CLASS__, $name ),
					'permission_callback' => array( __CLASS__, 'allowed' ),
					'args'                => array( 'config' => $config, 'question' => $question ) + $more,
				)
			);
		}
	}

	/**
	 * Whether the request comes from a page of this site and carries a configuration that this site signed.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return true|WP_Error
	 */
	public static function allowed( WP_REST_Request $request ) {
		if ( '' === SameSite::origin() ) {
			return new WP_Error( 'aigw_other_site', __( 'Only pages of this site may ask.', 'aigw' ), array( 'status' => 403 ) );
		}
		if ( null === Sealed::open( (string) $request['config'] ) ) {
			return new WP_Error( 'aigw_unsigned', __( 'This page is out of date. Please reload it.', 'aigw' ), array( 'status' => 403 ) );
		}
		return true;
	}

	/**
	 * Gives out a token, or says that there is none to be had.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function token( WP_REST_Request $request ) {
		$question = self::question( $request );
		if ( is_wp_error( $question ) ) {
			return $question;
		}
		if ( ! Tokens::possible() ) {
			return self::fresh( array( 'stream' => false ) );
		}
		$go = Throttle::count();
		if ( is_wp_error( $go ) ) {
			return self::refusal( $go );
		}
		$ticket = Tokens::mint( $question, SameSite::origin() );
		if ( is_user_logged_in() ) {
			// Strangers need not know how this site divides its limits.
			$ticket['limits'] = array(
				'said'  => Limits::sentences(),
				'whose' => Limits::owners(),
			);
		}
		return self::fresh( $ticket );
	}

	/**
	 * Answers whole.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function ask( WP_REST_Request $request ) {
		$question = self::question( $request );
		if ( is_wp_error( $question ) ) {
			return $question;
		}
		$go = Throttle::count();
		if ( is_wp_error( $go ) ) {
			return self::refusal( $go );
		}
		$text = Asked::text( $question, (string) $request['id'] );
		return is_wp_error( $text ) ? self::refusal( $text ) : self::fresh( array( 'text' => $text, 'html' => Answer::html( $text ) ) );
	}

	/**
	 * The question of a request.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return Question|WP_Error
	 */
	private static function question( WP_REST_Request $request ) {
		$question = new Question( (array) Sealed::open( (string) $request['config'] ), (string) $request['question'] );
		return $question->complete() ? $question : new WP_Error( 'aigw_no_question', __( 'Please type a question.', 'aigw' ), array( 'status' => 400 ) );
	}

	/**
	 * A response that no cache keeps.
	 *
	 * @param array $data Data.
	 * @return WP_REST_Response
	 */
	private static function fresh( array $data ): WP_REST_Response {
		return new WP_REST_Response( $data, 200, array( 'Cache-Control' => 'no-store, private' ) );
	}

	/**
	 * An error in plain words. That the gateway refuses this site is not the visitor's 401.
	 *
	 * @param WP_Error $error What happened.
	 * @return WP_REST_Response
	 */
	private static function refusal( WP_Error $error ): WP_REST_Response {
		$data   = (array) $error->get_error_data();
		$status = (int) ( $data['status'] ?? 0 );
		$status = in_array( $status, array( 400, 402, 403, 409, 413, 422, 429, 503, 504 ), true ) ? $status : 502;
		$wait   = isset( $data['retry_after'] ) ? (int) ceil( (float) $data['retry_after'] ) : null;
		$head   = array( 'Cache-Control' => 'no-store, private' ) + ( null === $wait ? array() : array( 'Retry-After' => (string) $wait ) );
		$answer = array(
			'code'    => (string) $error->get_error_code(),
			'message' => Messages::for( $error, current_user_can( Capabilities::MANAGE ) ),
			'data'    => array( 'status' => $status, 'retry_after' => $wait ),
		);
		return new WP_REST_Response( $answer, $status, $head );
	}
}
